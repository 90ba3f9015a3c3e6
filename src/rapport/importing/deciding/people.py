"""Rows about people: who is new, who is known and what a file changes about them.

What a file leaves empty erases nothing; nobody comes back to life, and a word once given or withdrawn stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.known import Known
from rapport.importing.deciding.line import Change, Line, Verdict, changed
from rapport.importing.deciding.person import Person, poorer
from rapport.importing.deciding.persons import Persons
from rapport.importing.deciding.stops import stops_in
from rapport.importing.keys import as_who, name_of
from rapport.importing.models import Outcome
from rapport.importing.reasons import problem
from rapport.importing.rows import PatientRow, Problem, Record
from rapport.lib.blank import Blank
from rapport.lib.phone import Line as PhoneLine
from rapport.lib.phone import Phone
from rapport.people import names
from rapport.people.models import Consent, ContactPoint, Household, PatientTag, Source
from rapport.people.models.consent import Said, Way
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind

_CONTACT = Blank(ContactPoint)
_PLAIN = ("sex", "birth_date", "occupation", "language", "address", "registered_on")


@dataclass(slots=True)
class Plan:
    """What a row adds to a person. `fields` are those it changes, each with what it was and what it becomes."""

    person: Person
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    contacts: list[ContactPoint] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    source: str = ""
    household: str = ""


class Registration(Plan):
    """Somebody new, with all that the rows of the batch say about them."""


class Correction(Plan):
    """What a row changes about a record."""


class People:
    """Decides a batch of rows about people, one after the other."""

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        self.clinic, self.known = clinic, known
        self.persons = Persons(clinic, self._planned)
        unknown = [line.record for line in lines if line.record is not None and known.same(line) is None]
        self.persons.load([as_who(record) for record in unknown], by_name=False)
        self._load_the_rest()

    def _load_the_rest(self) -> None:
        ids = list(self.persons.all)
        people = self.persons.all
        if not ids:
            return
        for pk, tag in PatientTag.objects.filter(patient__in=ids).values_list("patient_id", "tag__name"):
            people[pk].tags.add(tag)
        words = Consent.objects.filter(patient__in=ids).values_list("patient_id", "purpose", "channel", "said")
        for pk, purpose, channel, said in words:
            people[pk].purposes.add(purpose)
            if said != Said.GIVEN:
                people[pk].ended.add((purpose, channel))
        sources = dict(
            Source.objects.filter(pk__in={p.patient.source_id for p in people.values()}).values_list("pk", "name")
        )
        households = dict(
            Household.objects.filter(
                pk__in={p.patient.household_id for p in people.values() if p.patient.household_id}
            ).values_list("pk", "name")
        )
        for person in people.values():
            person.source = sources.get(person.patient.source_id or 0, "")
            person.household = households.get(person.patient.household_id or 0, "")

    def decide(self, line: Line) -> Verdict:
        row = line.record
        assert isinstance(row, PatientRow)
        verdict = self._decide(line, row)
        if stop := stops_in(row.notes)[1]:
            verdict.problems += (problem("no_more", fatal=False, said=stop),)
        return verdict

    def _decide(self, line: Line, row: PatientRow) -> Verdict:
        who = as_who(row)
        found = self.persons.find(who, by_name=False, lost_zeros=line.outcome != Outcome.NEW)
        if isinstance(found, Problem):
            return Verdict(Outcome.REFUSED, (found, *line.problems))
        if found is None:
            alike = self.persons.look_alike(who)
            person = self._newcomer(line, row)
            marks = (problem("may_be_same", fatal=False, found=alike.words),) if alike else ()
            return Verdict(Outcome.NEW, (*line.problems, *marks), became="patient", plan=person)
        return self._known(line, row, found)

    def _planned(self, record: Record, row: int) -> Person:
        """The person of an earlier row of the import, as it will be written."""
        person = self.persons.newcomer(record, row)
        person.registration = Registration(person)
        if isinstance(record, PatientRow):
            _take_over(self.clinic, person, record, person.registration)
        return person

    def _newcomer(self, line: Line, row: PatientRow) -> Registration:
        person = self._planned(row, line.id)
        self.persons.add(person)
        return person.registration  # type: ignore[no-any-return]

    def _known(self, line: Line, row: PatientRow, person: Person) -> Verdict:
        plan = person.registration or Correction(person)
        kept = poorer(row.name.full, person.patient.full_name)
        marks = line.problems
        if kept:
            marks += (problem("name_kept", fatal=False, name=row.name.full, kept=person.patient.full_name),)
        changes = _take_over(self.clinic, person, row, plan)
        verdict = Verdict(Outcome.SAME, marks, changes, "patient", person.patient.pk, person.row, plan)
        if changes:
            verdict.outcome = Outcome.CHANGED
            self.persons.add(person)
        elif person.row is not None:
            verdict.outcome = Outcome.DUPLICATE
        return verdict


def _take_over(clinic: Clinic, person: Person, row: PatientRow, plan: Plan) -> list[Change]:
    """Put what the row says into the person; gives what that changes."""
    patient = person.patient
    changes: list[Change] = []

    def put(name: str, value: Any, *, shown: str = "") -> None:
        before = getattr(patient, name)
        if value in (None, "") or value == before:
            return
        _set(plan, name, value)
        changes.append(changed(shown or name, before, value))

    if name_of(row.name.full) != name_of(patient.full_name) and not poorer(row.name.full, patient.full_name):
        put("full_name", row.name.full)
        for part in ("family", "given", "middle"):
            _set(plan, f"{part}_name", getattr(row.name, part))
    if not patient.file_number:
        put("file_number", row.file_number)
    for name in _PLAIN:
        value = getattr(row, name)
        put(name, str(value) if name == "sex" and value else value)
    if row.deceased:
        put("deceased", True)
        put("died_on", row.died_on, shown="death_date")
    put("remark", _joined(patient.remark, row.notes), shown="notes")
    if row.referrer_words and patient.referrer_id is None:
        put("referrer_words", row.referrer_words, shown="referrer")
    _add_contacts(person, row, plan, changes)
    _add_words(clinic, person, row, plan, changes)
    return changes


def _set(plan: Plan, name: str, value: Any) -> None:
    patient = plan.person.patient
    before = getattr(patient, name)
    if before != value:
        plan.fields[name] = (plan.fields.get(name, (before, None))[0], value)
        setattr(patient, name, value)


def _joined(before: str, notes: str) -> str:
    """A remark with what a file adds; what staff wrote stays."""
    if not notes or notes in before:
        return before
    return notes if before in notes else f"{before}\n{notes}"


def _add_contacts(person: Person, row: PatientRow, plan: Plan, changes: list[Change]) -> None:
    shown = {ContactKind.PHONE: "phones", ContactKind.EMAIL: "emails"}
    for contact in contacts_of(row.phones, row.emails, row.wechat, row.telegram):
        key = (contact.kind, contact.value, contact.extension)
        if key in person.contacts:
            continue
        person.contacts[key] = contact
        if contact.kind == ContactKind.PHONE and contact.valid:
            person.phones.add(contact.value)
        plan.contacts.append(contact)
        changes.append(changed(shown.get(ContactKind(contact.kind), contact.kind), "", str(contact)))


def contacts_of(
    phones: Sequence[Phone], emails: Sequence[str] = (), wechat: str = "", telegram: str = ""
) -> list[ContactPoint]:
    """Contact points as rows bring them: a number that is not valid is kept as it stands, never to be dialled."""
    found = [
        _CONTACT(
            kind=ContactKind.PHONE.value,
            value=(phone.e164 or phone.raw)[:200],
            extension=phone.extension,
            valid=phone.valid,
            label=phone.note[:60],
            landline=phone.line is PhoneLine.LANDLINE,
        )
        for phone in phones
    ]
    others = [(ContactKind.EMAIL, email) for email in emails]
    others += [
        (kind, value) for kind, value in ((ContactKind.WECHAT, wechat), (ContactKind.TELEGRAM, telegram)) if value
    ]
    return found + [_CONTACT(kind=kind.value, value=value[:200]) for kind, value in others]


def _add_words(clinic: Clinic, person: Person, row: PatientRow, plan: Plan, changes: list[Change]) -> None:
    for word in row.tags:
        tag = clinic.tag_name(word)
        if tag not in person.tags:
            person.tags.add(tag)
            plan.tags.append(tag)
            changes.append(changed("tags", "", word))
    if row.consent and Purpose.PROCESSING.value not in person.purposes:
        person.purposes.add(Purpose.PROCESSING.value)
        plan.consents.append(_consent(row, clinic.today))
        changes.append(changed("consent", "", row.consent_on or "+"))
    words, stop = stops_in(row.notes)
    if ended := [word for word in words if word not in person.ended]:
        person.ended.update(ended)
        plan.consents += [_stop(purpose, channel, stop, clinic.today) for purpose, channel in ended]
        changes.append(changed("consent", "", stop))
    if row.source and names.fold(row.source) != names.fold(person.source):
        changes.append(changed("source", person.source, row.source))
        plan.source = person.source = row.source
    if row.household and names.fold(row.household) != names.fold(person.household):
        changes.append(changed("household", person.household, row.household))
        plan.household = person.household = row.household


def _stop(purpose: str, channel: str, said: str, today: date) -> Consent:
    """Nobody is turned to against a remark of another program; who agrees anew later, agrees (REC-11)."""
    return Consent(
        purpose=purpose,
        channel=channel,
        said=Said.REFUSED,
        day=today,
        day_known=False,
        how=Way.FILE,
        note=said[:300],
    )


def _consent(row: PatientRow, today: date) -> Consent:
    """A file often says only that there is one: the day it came to the books stands for that of giving."""
    known = row.consent_on is not None
    return Consent(
        purpose=Purpose.PROCESSING.value, day=row.consent_on or today, day_known=known, how=Way.FILE.value
    )
