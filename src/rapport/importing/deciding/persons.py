"""Who a row is about: the people its batch may mean, from the base and from earlier rows, and which of them it is.

A file number names a person for certain, also one from before a merge. Where nobody has it as it is written, it is
compared without its leading zeros, which spreadsheets take away. Else a valid phone with a similar name, or birth
date and name. A name alone never makes two people one; for a row about a visit it is enough where only one person
has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.parsing import record_of
from rapport.importing.deciding.person import (
    Person,
    Sketch,
    contradiction,
    other_birth,
    other_number,
    same_name,
    set_name,
    similar,
)
from rapport.importing.deciding.sought import CROWD, records_meant, rows_meant
from rapport.importing.keys import as_who, name_of, plain_number
from rapport.importing.reasons import problem
from rapport.importing.rows import Problem, Record, Who
from rapport.lib.blank import Blank
from rapport.people.models import ContactPoint, FormerNumber, Patient
from rapport.people.models.contact import ContactKind

Key = TypeVar("Key")


class Persons:
    """The people whom the rows of one batch may mean, found in a handful of statements."""

    def __init__(self, clinic: Clinic, planned: Callable[[Record, int], Person] | None = None) -> None:
        self.clinic = clinic
        self._planned = planned or self.newcomer
        self._blank = Sketch if clinic.preview else Blank(Patient, branch=clinic.branch)
        self.all: dict[int, Person] = {}
        self._numbers: dict[str, Person] = {}
        self._former_numbers: dict[str, Person] = {}
        self._plain_numbers: dict[str, list[Person]] = {}
        self._phones: dict[str, list[Person]] = {}
        self._births: dict[tuple[str, object], list[Person]] = {}
        self._names: dict[str, list[Person]] = {}

    def add(self, person: Person) -> None:
        """Make a person findable by everything known of them."""
        patient = person.patient
        folded = name_of(patient.full_name)
        if patient.file_number:
            self._numbers[patient.file_number] = person
        for number in person.former_numbers:
            self._former_numbers[number] = person
        for plain in {plain_number(number) for number in person.numbers} - {""}:
            self._add(self._plain_numbers, plain, person)
        for phone in person.phones:
            self._add(self._phones, phone, person)
        if patient.birth_date:
            self._add(self._births, (folded, patient.birth_date), person)
        self._add(self._names, folded, person)

    @staticmethod
    def _add(index: dict[Key, list[Person]], key: Key, person: Person) -> None:
        found = index.setdefault(key, [])
        if person not in found:
            found.append(person)

    def load(self, wanted: Iterable[Who], *, by_name: bool) -> None:
        """Find the people of the base (and of earlier rows, in a preview) whom these may mean."""
        whos = list(wanted)
        for pk in records_meant(self.clinic.branch, whos, by_name=by_name):
            self.all.setdefault(pk, Person(Patient(pk=pk)))
        self._fill()
        if self.clinic.preview:
            self._load_staged(whos, by_name=by_name)

    def _fill(self) -> None:
        """Load what is not loaded yet."""
        missing = [pk for pk, person in self.all.items() if not person.patient.full_name]
        if not missing:
            return
        for patient in Patient.objects.filter(pk__in=missing):
            self.all[patient.pk].patient = patient
        held = ContactPoint.objects.filter(patient__in=missing)
        for contact in held:
            person = self.all[contact.patient_id]
            person.contacts[contact.kind, contact.value, contact.extension] = contact
            if contact.kind == ContactKind.PHONE and contact.valid:
                person.phones.add(contact.value)
        former = FormerNumber.objects.filter(patient__in=missing, branch=self.clinic.branch)
        for pk, number in former.values_list("patient_id", "number"):
            self.all[pk].former_numbers.add(number)
        for pk in missing:
            self.add(self.all[pk])

    def _load_staged(self, whos: list[Who], *, by_name: bool) -> None:
        rows = rows_meant(self.clinic.imported, whos, by_name=by_name)
        for row in rows.select_related("sheet__file"):
            record = record_of(self.clinic, row)
            if record is not None:
                self.add(self._planned(record, row.pk))

    def newcomer(self, record: Record, row: int | None) -> Person:
        """A person whom a row is going to create, as far as others need to know to find them."""
        who = as_who(record)
        patient: Any = self._blank()
        patient.file_number, patient.birth_date = who.file_number, who.birth_date
        set_name(patient, who)
        return Person(patient, {phone.e164 for phone in who.phones if phone.valid}, row=row)

    def find(self, who: Who, *, by_name: bool, lost_zeros: bool = True) -> Person | Problem | None:
        """The person meant; a problem where that cannot be told; None where nobody is known.

        `lost_zeros`: a number nobody has as it is written may be somebody's that lost its leading zeros.
        """
        person = self._numbers.get(who.file_number) or self._former_numbers.get(who.file_number)
        if who.file_number and person is not None:
            return contradiction(who, person) or person
        # two spellings in one list of patients mean two people
        respelled = [person for person in self.otherwise_spelled(who) if by_name or person.row is None]
        if lost_zeros and respelled:
            return _only(respelled)
        likely = [person for person in self._likely(who) if not other_number(who, person)]
        if not likely and by_name and who.name:
            named = self._names.get(name_of(who.name.full), [])
            likely = [person for person in named if not other_number(who, person) and not other_birth(who, person)]
        exact = [person for person in likely if who.name and same_name(who, person)]
        return _only(exact if len(exact) == 1 else likely)

    def otherwise_spelled(self, who: Who) -> list[Person]:
        """Those whose number is the same but for leading zeros, unless something else tells them apart."""
        return [
            person
            for person in self._plain_numbers.get(plain_number(who.file_number), ())
            if who.file_number not in person.numbers
            and not contradiction(who, person)
            and not other_birth(who, person)
        ]

    def look_alike(self, who: Who) -> Person | None:
        """Somebody with another file number who agrees in all else, or whose number is other only in its zeros."""
        others = (person for person in self._likely(who) if other_number(who, person))
        return next(others, None) or next(iter(self.otherwise_spelled(who)), None)

    def _likely(self, who: Who) -> list[Person]:
        found: list[Person] = []
        for phone in who.phones:
            held = self._phones.get(phone.e164, []) if phone.valid else []
            for person in held if len(held) <= CROWD else ():
                if similar(who, person) and not other_birth(who, person) and person not in found:
                    found.append(person)
        if who.name and who.birth_date:
            for person in self._births.get((name_of(who.name.full), who.birth_date), ()):
                if person not in found:
                    found.append(person)
        return found


def _only(found: list[Person]) -> Person | Problem | None:
    if len(found) > 1:
        return problem("person_ambiguous", found=", ".join(person.words for person in found[:5]))
    return found[0] if found else None
