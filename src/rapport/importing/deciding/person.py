"""Somebody a row may mean, and whether what it says fits them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rapport.importing.keys import name_of
from rapport.importing.reasons import problem
from rapport.importing.rows import Problem, Who
from rapport.lib.folding import without_brackets
from rapport.people import names
from rapport.people.models import ContactPoint, Patient


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
    # purposes and channels against which they have said a word
    ended: set[tuple[str, str]] = field(default_factory=set)
    source: str = ""
    household: str = ""

    @property
    def numbers(self) -> set[str]:
        """The file numbers that mean this person."""
        return {self.patient.file_number, *self.former_numbers} - {""}

    @property
    def words(self) -> str:
        """How the person is named in a reason."""
        return " · ".join(filter(None, (self.patient.full_name, self.patient.file_number)))


def set_name(patient: Patient, who: Who) -> None:
    assert who.name is not None
    name = who.name
    patient.full_name, patient.family_name = name.full, name.family
    patient.given_name, patient.middle_name = name.given, name.middle


def similar(who: Who, person: Person) -> bool:
    """What stands in brackets beside a name, (小朋友) or (мама Пети), is not part of it."""
    if who.name is None:
        return True
    ours, theirs = map(without_brackets, (who.name.full, person.patient.full_name))
    return names.similar(ours, theirs) >= names.ALIKE


def same_name(who: Who, person: Person) -> bool:
    return who.name is not None and name_of(who.name.full) == name_of(person.patient.full_name)


def poorer(name: str, known: str) -> bool:
    """Whether it says less than the name that is known: in letters that are not their own (Ivanova Maria), or with
    some of its words left out or cut short (Иванова М.)."""
    new, old = names.fold(name), names.fold(known)
    if new == old or new.isascii() != old.isascii():
        return new.isascii() and not old.isascii()
    left = old.split()
    for word in new.replace(".", " ").split():
        fitting = next((one for one in left if one.startswith(word)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return len(new.replace(".", " ").replace(" ", "")) < len(old.replace(" ", ""))


def other_birth(who: Who, person: Person) -> bool:
    born = person.patient.birth_date
    return who.birth_date is not None and born is not None and who.birth_date != born


def other_number(who: Who, person: Person) -> bool:
    return bool(who.file_number and person.patient.file_number) and who.file_number not in person.numbers


def contradiction(who: Who, person: Person) -> Problem | None:
    """A number that would turn one person into another is never believed."""
    if who.name is None or similar(who, person):
        return None
    same_birth = who.birth_date is not None and who.birth_date == person.patient.birth_date
    same_phone = any(phone.e164 in person.phones for phone in who.phones if phone.valid)
    if same_birth or (same_phone and not other_birth(who, person)):
        return None
    return problem("number_conflict", number=who.file_number, found=person.words, name=who.name.full)
