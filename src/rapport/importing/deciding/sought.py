"""Where somebody may be found: among the records of a branch, and among the earlier rows of an import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from rapport.importing.keys import (
    birth_key,
    file_number_key,
    name_key,
    name_of,
    phone_key,
    plain_number,
    plain_number_key,
)
from rapport.importing.models import Import, ImportRow, StagedKey
from rapport.importing.rows import Who
from rapport.people import names
from rapport.people.models import ContactPoint, FormerNumber, Patient
from rapport.people.models.contact import ContactKind
from rapport.people.models.number import PlainNumber
from rapport.staff.models import Branch

# a phone that so many people have is the clinic's own or a placeholder: it names nobody
CROWD = 20
# people born on the days of one batch, beyond which their names are asked for at once
_MANY = 20_000


def records_meant(branch: Branch, whos: list[Who], *, by_name: bool) -> set[int]:
    """The ids of the people of `branch` whom these may mean."""
    here = Patient.objects.filter(branch=branch)
    found: set[int] = set()
    if numbers := {who.file_number for who in whos if who.file_number}:
        found.update(here.filter(file_number__in=numbers).values_list("pk", flat=True))
        former = FormerNumber.objects.filter(branch=branch, number__in=numbers)
        found.update(former.values_list("patient_id", flat=True))
    if plain := {plain_number(who.file_number) for who in whos} - {""}:
        found.update(with_plain(here, "file_number", plain).values_list("pk", flat=True))
        former = FormerNumber.objects.filter(branch=branch)
        found.update(with_plain(former, "number", plain).values_list("patient_id", flat=True))
    found |= _by_phone(branch, _phones(whos))
    if by_name:
        keys = {key for who in whos if who.name for key in _sort_keys(who)}
        found.update(here.filter(sort_key__in=keys).values_list("pk", flat=True) if keys else ())
    else:
        found |= _by_birth(branch, [who for who in whos if who.name and who.birth_date])
    return found


def _by_phone(branch: Branch, phones: set[str]) -> set[int]:
    if not phones:
        return set()
    held = ContactPoint.objects.filter(
        kind=ContactKind.PHONE, value__in=phones, valid=True, patient__branch=branch
    )
    people: dict[str, list[int]] = {}
    for value, pk in held.values_list("value", "patient_id"):
        people.setdefault(value, []).append(pk)
    return {pk for pks in people.values() if len(pks) <= CROWD for pk in pks}


def _by_birth(branch: Branch, whos: list[Who]) -> set[int]:
    if not whos:
        return set()
    born = Patient.objects.filter(branch=branch, birth_date__in={who.birth_date for who in whos})
    wanted = {(name_of(who.name.full), who.birth_date) for who in whos if who.name}
    sharing = list(born.values_list("pk", "full_name", "birth_date")[:_MANY])
    if len(sharing) == _MANY:  # a date filled in for want of one: let the index of names choose
        born = born.filter(sort_key__in={key for who in whos for key in _sort_keys(who)})
        sharing = list(born.values_list("pk", "full_name", "birth_date"))
    return {pk for pk, name, day in sharing if (name_of(name), day) in wanted}


def with_plain(rows: QuerySet[Any], column: str, plain: Iterable[str]) -> QuerySet[Any]:
    """Those of `rows` whose number in `column` is one of these but for leading zeros."""
    found: QuerySet[Any] = rows.alias(plain=PlainNumber(column)).filter(plain__in=plain)
    return found


def rows_meant(imported: Import, whos: list[Who], *, by_name: bool) -> QuerySet[ImportRow]:
    """The rows of the import that are about people whom these may mean."""
    keys = {key for who in whos for key in staged_keys(who, by_name=by_name)}
    ids = StagedKey.objects.filter(imported=imported, key__in=keys)
    return ImportRow.objects.filter(pk__in=set(ids.values_list("row_id", flat=True)[: len(keys) * CROWD]))


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
