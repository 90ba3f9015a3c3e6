"""Who a row is about: the people its batch may mean, from the base and from earlier rows, and which of them it is.

A file number names a person for certain, also one from before a merge. Where nobody has it as it is written, it is
compared without its leading zeros, which spreadsheets take away. Else a valid phone with a similar name, or birth
date and name. A name alone never makes two people one; for a row about a visit it is enough where only one person
has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import QuerySet

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.parsing import record_of
from rapport.importing.keys import (
    as_who,
    birth_key,
    file_number_key,
    name_key,
    name_of,
    phone_key,
    plain_number,
    plain_number_key,
)
from rapport.importing.models import ImportRow, StagedKey
from rapport.importing.reasons import problem
from rapport.importing.rows import Problem, Record, Who
from rapport.lib.blank import Blank
from rapport.lib.folding import without_brackets
from rapport.people import names
from rapport.people.models import ContactPoint, FormerNumber, Patient
from rapport.people.models.contact import ContactKind
from rapport.people.models.number import PlainNumber

Key = TypeVar("Key")
# a phone that so many people have is the clinic's own or a placeholder: it names nobody
CROWD = 20
# people born on the days of one batch, beyond which their names are asked for at once
_MANY = 20_000


class Sketch:
    """A person as a preview needs one: the fields of a Patient, without what makes a model dear."""


for _field in Patient._meta.concrete_fields:
    setattr(Sketch, _field.attname, _field.get_default())
Sketch.pk = None  # type: ignore[attr-defined]


@dataclass(slots=True, eq=False)
class Person:
    """Somebody a row may mean. `patient` has an id when it is a record; `row` is the one that will create it."""

    patient: Patient
    phones: set[str] = field(default_factory=set)
    # of this branch, from before a merge
    former_numbers: set[str] = field(default_factory=set)
    row: int | None = None
    # what is written for somebody new of the same batch (see deciding.people)
    registration: Any = None
    # filled where rows about people are compared (see deciding.people)
    contacts: dict[tuple[str, str, str], ContactPoint] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    purposes: set[str] = field(default_factory=set)
    source: str = ""
    household: str = ""

    @property
    def numbers(self) -> set[str]:
        """The file numbers that mean this person."""
        return {self.patient.file_number, *self.former_numbers} - {""}

    @property
    def words(self) -> str:
        """How the person is named in a reason."""
        number = f" ({self.patient.file_number})" if self.patient.file_number else ""
        return f"{self.patient.full_name}{number}"


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
        for pk in self._records(whos, by_name=by_name):
            self.all.setdefault(pk, Person(Patient(pk=pk)))
        self._fill()
        if self.clinic.preview:
            self._load_staged(whos, by_name=by_name)

    def _records(self, whos: list[Who], *, by_name: bool) -> set[int]:
        here = Patient.objects.filter(branch=self.clinic.branch)
        found: set[int] = set()
        if numbers := {who.file_number for who in whos if who.file_number}:
            found.update(here.filter(file_number__in=numbers).values_list("pk", flat=True))
            former = FormerNumber.objects.filter(branch=self.clinic.branch, number__in=numbers)
            found.update(former.values_list("patient_id", flat=True))
        if plain := {plain_number(who.file_number) for who in whos} - {""}:
            found.update(with_plain(here, "file_number", plain).values_list("pk", flat=True))
            former = FormerNumber.objects.filter(branch=self.clinic.branch)
            found.update(with_plain(former, "number", plain).values_list("patient_id", flat=True))
        found |= self._by_phone(_phones(whos))
        if by_name:
            keys = {key for who in whos if who.name for key in _sort_keys(who)}
            found.update(here.filter(sort_key__in=keys).values_list("pk", flat=True) if keys else ())
        else:
            found |= self._by_birth([who for who in whos if who.name and who.birth_date])
        return found

    def _by_birth(self, whos: list[Who]) -> set[int]:
        if not whos:
            return set()
        born = Patient.objects.filter(branch=self.clinic.branch, birth_date__in={who.birth_date for who in whos})
        wanted = {(name_of(who.name.full), who.birth_date) for who in whos if who.name}
        sharing = list(born.values_list("pk", "full_name", "birth_date")[:_MANY])
        if len(sharing) == _MANY:  # a date filled in for want of one: let the index of names choose
            born = born.filter(sort_key__in={key for who in whos for key in _sort_keys(who)})
            sharing = list(born.values_list("pk", "full_name", "birth_date"))
        return {pk for pk, name, day in sharing if (name_of(name), day) in wanted}

    def _by_phone(self, phones: set[str]) -> set[int]:
        if not phones:
            return set()
        held = ContactPoint.objects.filter(
            kind=ContactKind.PHONE, value__in=phones, valid=True, patient__branch=self.clinic.branch
        )
        people: dict[str, list[int]] = {}
        for value, pk in held.values_list("value", "patient_id"):
            people.setdefault(value, []).append(pk)
        return {pk for pks in people.values() if len(pks) <= CROWD for pk in pks}

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
        keys = {key for who in whos for key in staged_keys(who, by_name=by_name)}
        ids = StagedKey.objects.filter(imported=self.clinic.imported, key__in=keys)
        rows = ImportRow.objects.filter(pk__in=set(ids.values_list("row_id", flat=True)[: len(keys) * CROWD]))
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
            return _contradiction(who, person) or person
        # two spellings in one list of patients mean two people
        respelled = [person for person in self.otherwise_spelled(who) if by_name or person.row is None]
        if lost_zeros and respelled:
            return _only(respelled)
        likely = [person for person in self._likely(who) if not _other_number(who, person)]
        if not likely and by_name and who.name:
            named = self._names.get(name_of(who.name.full), [])
            likely = [
                person for person in named if not _other_number(who, person) and not _other_birth(who, person)
            ]
        exact = [person for person in likely if who.name and _same_name(who, person)]
        return _only(exact if len(exact) == 1 else likely)

    def otherwise_spelled(self, who: Who) -> list[Person]:
        """Those whose number is the same but for leading zeros, unless something else tells them apart."""
        return [
            person
            for person in self._plain_numbers.get(plain_number(who.file_number), ())
            if who.file_number not in person.numbers
            and not _contradiction(who, person)
            and not _other_birth(who, person)
        ]

    def look_alike(self, who: Who) -> Person | None:
        """Somebody with another file number who agrees in all else, or whose number is other only in its zeros."""
        others = (person for person in self._likely(who) if _other_number(who, person))
        return next(others, None) or next(iter(self.otherwise_spelled(who)), None)

    def _likely(self, who: Who) -> list[Person]:
        found: list[Person] = []
        for phone in who.phones:
            held = self._phones.get(phone.e164, []) if phone.valid else []
            for person in held if len(held) <= CROWD else ():
                if _similar(who, person) and not _other_birth(who, person) and person not in found:
                    found.append(person)
        if who.name and who.birth_date:
            for person in self._births.get((name_of(who.name.full), who.birth_date), ()):
                if person not in found:
                    found.append(person)
        return found


def with_plain(rows: QuerySet[Any], column: str, plain: Iterable[str]) -> QuerySet[Any]:
    """Those of `rows` whose number in `column` is one of these but for leading zeros."""
    found: QuerySet[Any] = rows.alias(plain=PlainNumber(column)).filter(plain__in=plain)
    return found


def _only(found: list[Person]) -> Person | Problem | None:
    if len(found) > 1:
        return problem("person_ambiguous", found=", ".join(person.words for person in found[:5]))
    return found[0] if found else None


def set_name(patient: Patient, who: Who) -> None:
    assert who.name is not None
    name = who.name
    patient.full_name, patient.family_name = name.full, name.family
    patient.given_name, patient.middle_name = name.given, name.middle


def staged_keys(who: Who, *, by_name: bool) -> list[int]:
    """The keys under which such a person is found among earlier rows."""
    keys = [phone_key(phone.e164) for phone in who.phones if phone.valid]
    if who.file_number:
        keys.append(file_number_key(who.file_number))
        if plain := plain_number(who.file_number):
            keys.append(plain_number_key(plain))
    if who.name:
        folded = name_of(who.name.full)
        if who.birth_date:
            keys.append(birth_key(folded, who.birth_date))
        if by_name:
            keys.append(name_key(folded))
    return keys


def _phones(whos: Iterable[Who]) -> set[str]:
    return {phone.e164 for who in whos for phone in who.phones if phone.valid}


def _sort_keys(who: Who) -> set[str]:
    assert who.name is not None
    name = who.name
    parts = names.sort_key(name.family, name.given, name.middle, name.full)
    return {parts, names.sort_key("", "", "", name.full)}


def _similar(who: Who, person: Person) -> bool:
    """What stands in brackets beside a name, (小朋友) or (мама Пети), is not part of it."""
    if who.name is None:
        return True
    ours, theirs = map(without_brackets, (who.name.full, person.patient.full_name))
    return names.similar(ours, theirs) >= names.ALIKE


def _same_name(who: Who, person: Person) -> bool:
    return who.name is not None and name_of(who.name.full) == name_of(person.patient.full_name)


def _other_birth(who: Who, person: Person) -> bool:
    born = person.patient.birth_date
    return who.birth_date is not None and born is not None and who.birth_date != born


def _other_number(who: Who, person: Person) -> bool:
    return bool(who.file_number and person.patient.file_number) and who.file_number not in person.numbers


def _contradiction(who: Who, person: Person) -> Problem | None:
    """A number that would turn one person into another is never believed."""
    if who.name is None or _similar(who, person):
        return None
    same_birth = who.birth_date is not None and who.birth_date == person.patient.birth_date
    same_phone = any(phone.e164 in person.phones for phone in who.phones if phone.valid)
    if same_birth or (same_phone and not _other_birth(who, person)):
        return None
    return problem("number_conflict", number=who.file_number, found=person.words, name=who.name.full)
