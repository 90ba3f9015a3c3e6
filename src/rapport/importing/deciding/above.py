"""Rows about visits below the name of their person, which stands there once for all of them.

So clinics write by hand, and so merged cells look once they are taken apart. Filled down is only what cannot be
about anybody else: within a block without blank lines, where the row tells of a visit, and where the sheet has the
habit. Free hours of a calendar and sums of a till without a name are nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from rapport.importing.models import ImportRow, ImportSheet
from rapport.importing.reading.formats import Format
from rapport.importing.recognising import Kind
from rapport.importing.staging import mapping_of
from rapport.importing.values.nothing import is_nothing

_NAME = frozenset({"full_name", "family_name", "given_name", "middle_name"})
_WHO = _NAME | {"file_number", "phones", "birth_date"}
_DONE = frozenset({"treatment_code", "treatment_name", "category", "teeth", "complaint"})
# no person has so many rows in one block
_LONGEST = 200
# so many rows are looked at for the habit; so small a part of them without a name are slips
_LOOKED_AT, _SLIPS = 500, 10


class Row(Protocol):
    """A row as it is kept, in the database or on its way."""

    line: int
    cells: list[str]
    merged: list[int] | None
    skipped: str


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a row that leaves its person out: line and name of the person, and cells by column."""

    line: int
    name: str
    cells: dict[int, str]

    def written_into(self, cells: Sequence[str]) -> list[str]:
        """The row as it would be if it said all of it once more."""
        return [cell or self.cells.get(column, "") for column, cell in enumerate(cells)]


def names_nobody(sheet: ImportSheet, row: Row) -> bool:
    """Whether `row` is about a visit and leaves its person out."""
    return _Block(sheet).without_person(row)


def names_alone(sheet: ImportSheet, rows: Sequence[Row], higher: Mapping[int, Above]) -> set[int]:
    """Lines of those `rows` that only name somebody whose visits stand below; `higher` is what is `above` them."""
    block = _Block(sheet)
    alone = {row.line for row in rows if block.names_alone(row)}
    names = {one.line for one in higher.values()}
    if rows and rows[-1].line in alone:
        below = list(ImportRow.objects.filter(sheet=sheet, line=rows[-1].line + 1))
        names |= {one.line for one in above(sheet, below).values()}
    return alone & names


def above(sheet: ImportSheet, rows: Sequence[Row]) -> dict[int, Above]:
    """Line → what stands above it, for those of these `rows` that leave their person out and may."""
    block = _Block(sheet)
    if not any(block.without_person(row) for row in rows) or not _habit(sheet):
        return {}
    for row in _before(block, rows[0]):
        block.goes_on(row)
    return {row.line: found for row in rows if (found := block.goes_on(row)) is not None}


class _Block:
    """Rows without a blank line between them, from the top to the bottom."""

    def __init__(self, sheet: ImportSheet) -> None:
        self.sheet = sheet
        fields = mapping_of(sheet).columns if sheet.kind == Kind.VISITS else {}
        self._name = [column for column, name in sorted(fields.items()) if name in _NAME]
        self._who = [column for column, name in fields.items() if name in _WHO]
        self._day = [column for column, name in fields.items() if name == "date"]
        self._done = [column for column, name in fields.items() if name in _DONE]
        self._rest = [column for column in fields if column not in (*self._who, *self._day)]
        self._person: Above | None = None
        self._days: dict[int, str] = {}
        self._next = 0

    def without_person(self, row: Row) -> bool:
        return bool(self._who) and not row.skipped and not any(self.who(row))

    def names_alone(self, row: Row) -> bool:
        tells = any(self.day(row)) or any(_filled(row, self._done))
        return not row.skipped and not tells and any(self.who(row))

    def who(self, row: Row) -> tuple[str, ...]:
        return tuple(_told(row, self._who).values())

    def day(self, row: Row) -> tuple[str, ...]:
        return tuple(_told(row, self._day).values())

    def goes_on(self, row: Row) -> Above | None:
        """The next row; what stands above it, where it is one more visit of the person there."""
        if row.line != self._next or row.skipped:
            self._person = None
        self._next = row.line + 1 + self._lines_within(row)
        if row.skipped:
            return None
        own_day = any(self.day(row))
        if own_day or any(self.who(row)):
            self._days = _told(row, self._day)
        if any(self.who(row)):
            name = " ".join(_told(row, self._name).values()) or " ".join(self.who(row))
            self._person = Above(row.line, name.strip(), _told(row, self._who))
            return None
        tells = any(_filled(row, self._done)) or (own_day and any(_filled(row, self._rest)))
        if self._person is None or not tells:
            return None
        return replace(self._person, cells={**self._person.cells, **self._days})

    def _lines_within(self, row: Row) -> int:
        """A record of a text file is as many lines longer as its cells have breaks."""
        return sum(cell.count("\n") for cell in row.cells) if self.sheet.file.format == Format.DELIMITED else 0


def _told(row: Row, columns: Iterable[int]) -> dict[int, str]:
    """What a row says in `columns`; a word for nothing is said too."""
    return {column: row.cells[column].strip() for column in columns if column < len(row.cells)}


def _filled(row: Row, columns: Iterable[int]) -> Iterator[bool]:
    return (not is_nothing(cell) for cell in _told(row, columns).values())


def _before(block: _Block, row: Row) -> list[ImportRow]:
    """The rows above `row`, from the last one on that names a person."""
    if not block.without_person(row):
        return []
    higher = ImportRow.objects.filter(sheet=block.sheet, line__lt=row.line).order_by("-line")
    found: list[ImportRow] = []
    for one in higher.only("line", "cells", "merged", "skipped")[:_LONGEST]:
        found.append(one)
        if not block.without_person(one):
            break
    return found[::-1]


def _habit(sheet: ImportSheet) -> bool:
    """Whether the sheet names people once for several rows: more than a few have none, and fewer name them again
    for the same day."""
    block = _Block(sheet)
    rows = list(ImportRow.objects.filter(sheet=sheet, skipped="").order_by("line")[:_LOOKED_AT])
    without = sum(map(block.without_person, rows))
    pairs = pairwise(rows)
    again = sum(
        not block.without_person(lower)
        and not lower.merged
        and (block.who(upper), block.day(upper)) == (block.who(lower), block.day(lower))
        for upper, lower in pairs
    )
    return without * _SLIPS >= len(rows) and without > again
