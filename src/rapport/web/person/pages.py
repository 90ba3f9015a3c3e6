"""What the pages on which a person is written down and changed show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.utils.translation import gettext as _

from rapport.lib.figures import show_phone
from rapport.people.actions import NewPatient
from rapport.people.duplicates import Draft, likely_duplicates_of
from rapport.people.models import Patient
from rapport.people.models.contact import ContactKind
from rapport.people.versions import Difference, Group
from rapport.staff.models import User
from rapport.web.ids import id_of
from rapport.web.person.contact_rows import ContactForm, row_of
from rapport.web.person.forms import BranchChoice, PersonForm
from rapport.web.person.sending import Sent
from rapport.web.person.states import inputs_of


@dataclass(frozen=True)
class PersonPage:
    """Everything `person/form.html` needs. `before` is the sealed state the form was filled from."""

    form: PersonForm
    rows: list[ContactForm]
    picked: Picked | None
    before: str = ""
    version: int = 0
    branch: BranchChoice | None = None
    alike: list[Alike] = field(default_factory=list)


@dataclass(frozen=True)
class Alike:
    """Somebody who is known already and may be the person about to be written down, and why."""

    patient: Patient
    reason: str
    # where to go on with them; "" where the record was to be opened for itself
    then: str


def alike_to(newcomer: NewPatient, user: User, *, then: Callable[[Patient], str]) -> list[Alike]:
    """Who of those `user` may see is perhaps the same person (REC-10)."""
    patient = newcomer.patient
    phones = [one.value for one in newcomer.contacts if one.kind == ContactKind.PHONE and one.valid]
    draft = Draft(patient.full_name, patient.given_name, patient.sex, patient.birth_date, phones)
    found = likely_duplicates_of(draft, Patient.objects.visible_to(user).select_related("branch"))
    return [Alike(one, str(reason.label), then(one)) for one, reason in found]


@dataclass(frozen=True)
class Picked:
    """A person picked in a form, by name where whoever reads may see them."""

    pk: int
    full_name: str


def picked_in(form: PersonForm) -> Picked | None:
    """Whoever is picked as the one who referred."""
    return _picked(id_of(str(form["referrer"].value() or "")), form.user)


def _picked(pk: int, user: User) -> Picked | None:
    if not pk:
        return None
    seen = Patient.objects.visible_to(user).filter(pk=pk).first()
    return Picked(pk, seen.full_name if seen else _("someone of another branch"))


@dataclass(frozen=True)
class Line:
    """One thing that two people see differently: in words, and what holds unless somebody chooses."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    fallback: str
    collides: bool


@dataclass(frozen=True)
class ConflictPage:
    """Everything `person/conflict.html` needs: the two edits, and what was typed, to be sent again."""

    lines: list[Line]
    who: str
    at: datetime | None
    typed: dict[str, str]
    before: str
    version: int


def conflict_page(patient: Patient, sent: Sent) -> ConflictPage:
    """Both edits in words; what was typed goes along so that nothing of it is lost."""
    last = LogEntry.objects.get_for_object(patient).select_related("actor").order_by("-timestamp", "-pk").first()
    return ConflictPage(
        lines=[_line(one, sent.form) for one in sent.found if one.mine != one.theirs],
        who=str(last.actor) if last and last.actor else "",
        at=last.timestamp if last else None,
        typed=inputs_of(sent.mine),
        before=sent.before,
        version=patient.version,
    )


def _line(one: Difference, form: PersonForm) -> Line:
    return Line(
        one.name,
        _label(one, form),
        _words(one.name, one.before, form),
        _words(one.name, one.mine, form),
        _words(one.name, one.theirs, form),
        one.fallback,
        one.collides,
    )


def _label(one: Difference, form: PersonForm) -> str:
    if row_of(one.name):
        said = one.theirs or one.mine or one.before
        kind = said.get(f"{one.name}-kind", "")
        return str(dict(ContactKind.choices).get(kind, kind))
    return str(form.fields[one.name].label)


def _words(name: str, group: Group, form: PersonForm) -> str:
    """What a group says, as a person reads it."""
    if row_of(name):
        return _contact(name, group)
    return _value(form.fields[name], group.get(name, ""), form)


def _value(asked: forms.Field, text: str, form: PersonForm) -> str:
    if isinstance(asked, forms.BooleanField):
        return _("yes") if text else _("no")
    if asked is form.fields["referrer"]:
        picked = _picked(id_of(text), form.user)
        return picked.full_name if picked else ""
    if isinstance(asked, forms.ChoiceField):
        return _choice(asked.choices, text)
    return text


def _choice(choices: Any, text: str) -> str:
    return str(dict(choices).get(text, text))


def _contact(row: str, group: Mapping[str, str]) -> str:
    marks = (("verified", _("verified")), ("preferred", _("preferred")), ("do_not_use", _("do not use")))
    value = group.get(f"{row}-value", "")
    words = [show_phone(value), group.get(f"{row}-label", "")]
    words += [word for name, word in marks if f"{row}-{name}" in group]
    return " · ".join(filter(None, words))
