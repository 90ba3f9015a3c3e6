"""Rows about visits, appointments and payments name people by numbers that may have lost their leading zeros."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Line
from rapport.importing.deciding.person import Person
from rapport.importing.deciding.persons import Persons
from rapport.importing.deciding.sought import with_plain
from rapport.importing.keys import file_number_key, plain_number, plain_number_key
from rapport.importing.models import StagedKey
from rapport.importing.rows import PatientRow, PriceRow, Who
from rapport.people.models import FormerNumber, Patient


def keep_spelling(clinic: Clinic, lines: Sequence[Line]) -> None:
    """Write such numbers as the clinic keeps them: what came with the right one is then known by the other."""
    named: dict[str, list[Line]] = {}
    for line in lines:
        if line.record is not None and not isinstance(line.record, PatientRow | PriceRow):
            named.setdefault(line.record.patient.file_number, []).append(line)
    lost = _lost_zeros(clinic, [number for number in named if plain_number(number)])
    if not lost:
        return
    persons = Persons(clinic)
    persons.load([Who(file_number=number) for number in lost], by_name=False)
    for line in (line for number in lost for line in named[number]):
        _respell(persons, line)


def _lost_zeros(clinic: Clinic, numbers: Collection[str]) -> list[str]:
    """Those that nobody has as they are written, but somebody with other zeros."""
    plain = {number: plain_number(number) for number in numbers}
    wanted = set(plain.values())
    kept = with_plain(Patient.objects.filter(branch=clinic.branch), "file_number", wanted)
    former = with_plain(FormerNumber.objects.filter(branch=clinic.branch), "number", wanted)
    there = {*kept.values_list("file_number", flat=True), *former.values_list("number", flat=True)}
    otherwise = {plain_number(number) for number in there}
    if clinic.preview:
        staged = _staged(clinic, plain)
        there |= {number for number in plain if file_number_key(number) in staged}
        otherwise |= {one for one in wanted if plain_number_key(one) in staged}
    return [number for number in numbers if number not in there and plain[number] in otherwise]


def _staged(clinic: Clinic, plain: dict[str, str]) -> set[int]:
    keys = {*map(file_number_key, plain), *map(plain_number_key, plain.values())}
    staged = StagedKey.objects.filter(imported=clinic.imported, key__in=keys)
    return set(staged.values_list("key", flat=True))


def _respell(persons: Persons, line: Line) -> None:
    record = line.record
    assert line.parsed is not None and record is not None and not isinstance(record, PatientRow | PriceRow)
    found = persons.otherwise_spelled(record.patient)
    if len(found) == 1:
        who = replace(record.patient, file_number=_kept(found[0], record.patient.file_number))
        line.parsed = replace(line.parsed, record=replace(record, patient=who))


def _kept(person: Person, number: str) -> str:
    """The number of the person that was written so; that of today before one of before a merge."""
    numbers = (person.patient.file_number, *sorted(person.former_numbers))
    return next(kept for kept in numbers if plain_number(kept) == plain_number(number))
