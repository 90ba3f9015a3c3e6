"""The copy of the record that a client may ask for: docs/decisions/0020 says what goes in and what stays out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from rapport.lib.timeline import Copied, Event, Kind
from rapport.people import names
from rapport.people.models import Consent, Patient
from rapport.people.models.questionnaire import Outcome
from rapport.people.reading import Part, read_file
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.web.card.frame import HEAD, language_of
from rapport.web.card.pages import money_lines
from rapport.web.card.timeline import FILTERS, reads, told
from rapport.web.contacts import contact_lines
from rapport.web.exporting import Cell, Export
from rapport.web.family.pages import related
from rapport.web.questionnaires.pages import parts_of
from rapport.web.sight import Sight
from rapport.web.wallet.pages import wallet_glance

WHAT = gettext_noop("copy of the record")
# of the record itself; what the clinic thinks of them (influence, remark) is not theirs
FIELDS = (
    "file_number", "full_name", "family_name", "given_name", "middle_name", "sex", "birth_date", "died_on",
    "occupation", "hobbies", "language", "address", "travel_minutes", "time_zone", "source", "registered_on",
    "branch",
)  # fmt: skip
# notes and talks of colleagues and classes are left out; consents are told with their texts
_TOLD_OTHERWISE = frozenset({Kind.NOTE, Kind.STANDING, Kind.CONSENT})


def copy_of(patient: Patient, user: User) -> Export:
    """`patient`, as loaded by `patient_for`, in the language that is in force, read at once."""
    # what the clinic makes of them (classes, moods, judgements) is work of the house
    sight = replace(Sight.of(user, patient), value=False)
    beside = (Part("consents", ("text", "recorded_by")), Part("hours_wishes"), Part("waiting", ("service",)))
    read_file(patient, [*HEAD, *reads(sight), *beside])
    rows = list(_rows(patient, user, sight))
    return Export(
        what=WHAT,
        filter=f"patient={patient.pk}",
        headings=_headings(),
        rows=rows,
        count=len(rows),
        with_money=sight.money,
        patient=patient.pk,
    )


def _headings() -> list[str]:
    part, what = pgettext("of a record", "Part"), pgettext("of a record", "What")
    return [part, _("Day"), what, _("Details"), _("In words")]


def _rows(patient: Patient, user: User, sight: Sight) -> Iterator[list[Cell]]:
    for name in FIELDS:
        field: Any = Patient._meta.get_field(name)
        said = _said(patient, name)
        if said:
            yield [_("Record"), None, capfirst(str(field.verbose_name)), said, ""]
    for line in contact_lines(patient, sight.contacts):
        point = line.point
        off = _("do not use") if point.do_not_use else ""
        yield [_("Record"), None, capfirst(str(point.get_kind_display())), line.shown, _and(point.label, off)]
    for tagged in patient.tagged.all():
        yield [_("Tags"), None, str(tagged.tag), "", ""]
    yield from _people(patient, user)
    for word in sorted(patient.consents.all(), key=lambda one: (one.day, one.pk)):
        yield _consent(word)
    yield from _wishes(patient)
    yield from _answers(patient, user)
    if sight.money:
        yield from _sums(patient)
    for event in sorted(told(patient, sight), key=lambda one: one.day):
        if event.copied is not Copied.NOT and event.kind not in _TOLD_OTHERWISE:
            yield _event(event)


def _said(patient: Patient, field: str) -> str:
    if field == "language":
        return language_of(patient)
    if field == "sex":
        return str(patient.get_sex_display())
    value = getattr(patient, field)
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value or "")


def _people(patient: Patient, user: User) -> Iterator[list[Cell]]:
    """Family and who brought whom, by their initials: they are clients themselves."""
    seen = Patient.objects.visible_to(user)
    for one in sorted(seen.filter(related(patient)), key=lambda one: one.pk):
        guards, guarded = one.pk == patient.guardian_id, one.guardian_id == patient.pk
        relation = _("guardian") if guards else _("ward") if guarded else _("household")
        yield [_("Family"), None, capfirst(relation), _initials(one), ""]
    if patient.referrer:
        yield [_("Family"), None, _("Referred by"), _initials(patient.referrer), ""]
    for one in sorted(seen.filter(referrer=patient), key=lambda one: one.pk):
        yield [_("Family"), None, _("Brought"), _initials(one), ""]


def _initials(person: Patient) -> str:
    return names.initials(person.family_name, person.given_name, person.full_name)


def _consent(word: Consent) -> list[Cell]:
    until = _("until %(day)s") % {"day": date_format(word.expires_on)} if word.expires_on else ""
    whose = str(word.get_relation_display()) if word.relation else ""
    how = _and(word.get_said_display(), word.get_how_display(), word.get_reason_display() if word.reason else "")
    what = capfirst(_and(word.get_purpose_display(), word.get_channel_display() if word.channel else ""))
    day = word.day if word.day_known else None
    return [
        _("Consents"),
        day,
        what,
        _and(how, whose, until, word.recorded_by),
        word.text.body if word.text else "",
    ]


def _wishes(patient: Patient) -> Iterator[list[Cell]]:
    for wish in patient.hours_wishes.all():
        what = capfirst(_and(str(wish._meta.verbose_name), wish.get_way_display()))
        hours, day = f"{wish.opens:%H:%M}–{wish.closes:%H:%M}", patient.branch.day_of(wish.at)
        yield [_("Wishes"), day, what, hours, wish.words]
    for entry in patient.waiting.all():
        days = f"{date_format(entry.first_day)} – {date_format(entry.last_day)}"
        day = patient.branch.day_of(entry.since)
        yield [_("Wishes"), day, _("Waiting list"), _and(str(entry.service), days), ""]


def _answers(patient: Patient, user: User) -> Iterator[list[Cell]]:
    for given in patient.questionnaires.all():
        if given.ended_how == Outcome.GIVEN:
            for part in parts_of(given, patient, user):
                for line in part.lines:
                    yield [_("Questionnaire"), given.day, line.label, part.title, line.said]


def _sums(patient: Patient) -> Iterator[list[Cell]]:
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    wallet = wallet_glance(patient)
    sums = money_lines(patient, facts)
    if wallet:
        sums += [(_("Points"), str(wallet.points)), (_("Dental fund"), wallet.fund)]
    for what, amount in sums:
        yield [_("Money"), None, what, amount, ""]


def _event(event: Event) -> list[Cell]:
    kinds = {value: str(label) for value, label in FILTERS}
    words = event.below if event.copied is Copied.WHOLE else ""
    return [kinds[event.kind], event.day, event.title, event.beside, words]


def _and(*words: object) -> str:
    return " · ".join(str(word) for word in words if word)
