"""A crowd to search in: people, their terms and the words of their names, and nothing that search does not read.

Names are as unevenly spread as they are in life: the commonest surname of thirty is borne by one in sixteen.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from bench.clinic import FAMILIES, GIVEN
from rapport.lib import clock
from rapport.lib.bulk import insert_many
from rapport.people import names
from rapport.people.actions.indexing import COLUMNS
from rapport.people.models import NameWord, Patient, SearchTerm
from rapport.staff.models import Branch

PATRONYMICS = ("Иванович", "Сергеевич", "Павлович", "Юрьевич", "Петрович", "Фёдорович", "Олегович", "Дмитриевич")
AT_ONCE = 10_000
SMALL_BRANCH = 500  # people of the smallest branch


class Name(NamedTuple):
    full: str
    family: str
    given: str
    middle: str = ""


class Member(NamedTuple):
    """One of the crowd, by number from 1 on: the id of the record."""

    number: int
    name: Name
    branch: int
    phone: str
    wechat: str

    @property
    def file_number(self) -> str:
        return f"{self.number + 10_000:08}"


class _Spoken(NamedTuple):
    """What is worked out of a name; thousands share it."""

    sort_key: str
    terms: frozenset[str]
    words: frozenset[str]


def crowd(people: int, branches: Sequence[int], seed: int = 7) -> Iterator[Member]:
    """The same people for the same seed. The last of `branches` is small, the others share the rest."""
    chance = random.Random(seed)
    rarely = max(people // SMALL_BRANCH, 2)
    for number in range(1, people + 1):
        branch = branches[-1] if number % rarely == 0 else branches[number % (len(branches) - 1)]
        phone = f"+861{chance.randrange(30, 100)}{chance.randrange(10**8):08}"
        yield Member(number, _name(chance), branch, phone, f"wxid_{chance.randrange(36**6):x}")


def _name(chance: random.Random) -> Name:
    script = chance.choice(("zh", "zh", "ru", "en"))
    family, given = _drawn(chance, FAMILIES[script]), _drawn(chance, GIVEN[script])
    if script == "zh":
        given += _drawn(chance, GIVEN["zh"]) if chance.random() < 0.7 else ""
        return Name(family + given, family, given)
    if script == "ru":
        middle = _drawn(chance, PATRONYMICS)
        return Name(f"{family} {given} {middle}", family, given, middle)
    return Name(f"{given} {family}", family, given)


def _drawn(chance: random.Random, choices: Sequence[str]) -> str:
    """The earlier, the commoner."""
    return choices[min(int(chance.expovariate(2 / len(choices))), len(choices) - 1)]


@cache
def _spoken(name: Name) -> _Spoken:
    parts = (name.full, name.family, name.given, name.middle)
    key = names.sort_key(name.family, name.given, name.middle)
    return _Spoken(key, frozenset(names.search_terms(*parts)), frozenset(names.name_words(*parts)))


def fill(people: int) -> list[Branch]:
    """Write down the crowd at three branches, the small one last. The index by name is made at the end."""
    branches = [Branch.objects.create(name=name) for name in ("Riverside", "Lakeside", "Hillside")]
    [by_name] = [index for index in SearchTerm._meta.indexes if index.name == "term_by_name"]
    with connection.schema_editor() as schema:
        schema.remove_index(SearchTerm, by_name)
    words: set[str] = set()
    members = crowd(people, [branch.pk for branch in branches])
    while some := list(islice(members, AT_ONCE)):
        with transaction.atomic():
            _write(Patient, _patient_columns(), (_patient_row(one) for one in some))
            _write(SearchTerm, COLUMNS, (row for one in some for row in _term_rows(one)))
        words.update(*(_spoken(one.name).words for one in some))
    _write(NameWord, ("word",), ((word,) for word in sorted(words)))
    with connection.schema_editor() as schema:
        schema.add_index(SearchTerm, by_name)
    return branches


def _write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    if connection.vendor != "postgresql":
        insert_many(model, columns, rows)
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({", ".join(columns)}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


@cache
def _unchanging() -> dict[str, Any]:
    """What every record has: the columns that are never empty, with what stands in them at first."""
    fields = [field for field in Patient._meta.concrete_fields if not field.null]
    return {field.column: field.get_default() for field in fields} | {
        "created_at": clock.now(), "updated_at": clock.now(),
    }  # fmt: skip


@cache
def _patient_columns() -> tuple[str, ...]:
    return tuple(_unchanging())


def _patient_row(one: Member) -> list[Any]:
    name = one.name
    own = {
        "id": one.number,
        "branch_id": one.branch,
        "file_number": one.file_number,
        "full_name": name.full,
        "family_name": name.family,
        "given_name": name.given,
        "middle_name": name.middle,
        "sort_key": _spoken(name).sort_key,
    }
    return list((_unchanging() | own).values())


def _term_rows(one: Member) -> Iterator[tuple[int, int, str, str, str]]:
    spoken = _spoken(one.name)
    terms = spoken.terms | names.number_terms(one.file_number)
    terms |= names.phone_terms(one.phone) | names.handle_terms(one.wechat)
    signs = names.first_signs(terms)
    return ((one.number, one.branch, spoken.sort_key, signs, term) for term in sorted(terms))
