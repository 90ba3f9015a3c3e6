"""What a sheet is kept as: itself, and beside it a part for each of the visits side by side in its rows; or a part
for each of the tables that stand side by side on it.

A part names its person in every row, as the sheet does, and holds one visit; its lines are those of the sheet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath

from rapport.importing.models import ImportFile, ImportSheet, RememberedMapping
from rapport.importing.models.import_ import Import
from rapport.importing.reading.book import Sheet
from rapport.importing.reading.table import Row, Table
from rapport.importing.recognising import (
    CardList,
    Group,
    Guess,
    Kind,
    Mapping,
    Series,
    find_series,
    fingerprint,
    recognise,
)
from rapport.importing.recognising.blocks import blocks
from rapport.importing.recognising.headings import Why, claims
from rapport.importing.storing import storable
from rapport.importing.values.nothing import is_nothing
from rapport.lib import clock

_SAMPLE = 200
_NAMES = frozenset({"full_name", "family_name", "given_name", "middle_name"})
_WHO = _NAMES | {"file_number", "phones", "birth_date", "branch"}
# a list of people says more of them than how they are called
_LITTLE = _NAMES | {"notes", "branch"}
_APART = (Kind.VISITS, Kind.PAYMENTS)


@dataclass(frozen=True)
class Part:
    """A sheet as it is kept, and which columns of the file it has, None for all; `own` are its visit's.

    Of several tables side by side one keeps the rows that belong to none (`skipped`).
    """

    sheet: ImportSheet
    columns: tuple[int, ...] | None = None
    own: tuple[int, ...] = ()
    skipped: bool = False

    def of(self, row: Row) -> Row | None:
        """What of a row belongs here; None for nothing."""
        if self.columns is None:
            return None if row.skipped == "blank" else row
        if row.skipped and self.skipped and row.skipped != "blank":
            return row
        if row.skipped or all(is_nothing(row.cells[column]) for column in self.own):
            return None
        filled = frozenset(place for place, column in enumerate(self.columns) if column in row.filled_down)
        return replace(row, cells=[row.cells[c] for c in self.columns], overflow=(), filled_down=filled)


def keep_parts(imported: Import, file: ImportFile, sheet: Sheet, table: Table | CardList) -> list[Part]:
    """Keep what a table is, with what its columns are taken for."""
    headings = [storable(heading) for heading in table.headings]
    sample = _sample(table.rows())
    asked = Kind(imported.kind_asked) if imported.kind_asked else None
    if tables := blocks(headings):
        return [
            _beside_others(imported, file, sheet, table, sample, asked, place, columns)
            for place, columns in enumerate(tables, start=1)
        ]
    series = find_series(headings, sample, clock.now().date(), imported.branch.language)
    if series and asked and asked not in _APART:
        series = None
    kept = _sheet(file, sheet, sheet.name, headings, table.header_line)
    if not _remembered(imported, kept):
        _recognised(imported, kept, sample, series, asked)
    kept.save()
    parts = [Part(kept)]
    for group in series.groups if series else ():
        if series and kept.kind and kept.mapping["columns"].get(str(group.day)) != "date":
            parts.append(_part(imported, parts[0], sheet, series, group))
    return parts


def _beside_others(
    imported: Import,
    file: ImportFile,
    sheet: Sheet,
    table: Table | CardList,
    sample: list[list[str]],
    asked: Kind | None,
    place: int,
    columns: range,
) -> Part:
    """One of the tables side by side on a sheet, in columns of its own."""
    headings = [storable(table.headings[column]) for column in columns]
    kept = _sheet(file, sheet, f"{sheet.name} · {place}", headings, table.header_line)
    if not _remembered(imported, kept):
        _recognised(imported, kept, [row[columns.start : columns.stop] for row in sample], None, asked)
    kept.save()
    return Part(kept, tuple(columns), tuple(columns), skipped=place == 1)


def agree(file: ImportFile) -> None:
    """Sheets of a file with the same headings (1月, 2月, …) hold what the surest of them was taken for."""
    alike: dict[str, list[ImportSheet]] = defaultdict(list)
    for sheet in file.sheets.filter(mapped_by="seen"):
        alike[sheet.fingerprint].append(sheet)
    for sheets in alike.values():
        surest = max(sheets, key=lambda sheet: (sheet.kind != "", sheet.confidence))
        for sheet in sheets:
            if any(sheet.headings) and _taken(sheet) != _taken(surest):
                sheet.kind, sheet.mapping, sheet.confidence = surest.kind, surest.mapping, surest.confidence
                sheet.save(update_fields=["kind", "mapping", "confidence"])


def _taken(sheet: ImportSheet) -> tuple[str, object]:
    """What a sheet holds, and its columns; how it writes dates is its own."""
    return sheet.kind, sheet.mapping["columns"]


def _part(imported: Import, whole: Part, sheet: Sheet, series: Series, group: Group) -> Part:
    taken = Mapping.from_json(whole.sheet.mapping).columns
    who = {column: name for column, name in taken.items() if name in _WHO}
    columns = (*sorted(who), *sorted(group.fields))
    headings = [whole.sheet.headings[column] for column in columns]
    file = whole.sheet.file
    own_name = "" if sheet.name == PurePath(file.name).stem else sheet.name
    kept = _sheet(file, sheet, " · ".join(filter(None, (own_name, group.name))), headings, whole.sheet.header_line)
    if not _remembered(imported, kept):
        fields = who | group.fields
        mapping = Mapping({place: fields[c] for place, c in enumerate(columns)}, series.date_order, series.decimal)
        kind = imported.kind_asked or group.kind.value
        kept.kind, kept.mapping, kept.confidence, kept.mapped_by = kind, mapping.to_json(), 1.0, "seen"
    kept.save()
    return Part(kept, columns, tuple(group.fields))


def _sheet(file: ImportFile, sheet: Sheet, name: str, headings: list[str], header_line: int) -> ImportSheet:
    return ImportSheet(
        file=file,
        index=file.sheets.count(),
        name=storable(name)[:255],
        hidden=sheet.hidden,
        header_line=header_line,
        headings=headings,
        fingerprint=fingerprint(headings),
    )


def _sample(rows: Iterator[Row]) -> list[list[str]]:
    return [row.cells for row in islice((row for row in rows if row.skipped is None), _SAMPLE)]


def _remembered(imported: Import, sheet: ImportSheet) -> bool:
    known = RememberedMapping.objects.filter(branch=imported.branch, fingerprint=sheet.fingerprint).first()
    if known is None or not any(sheet.headings) or imported.kind_asked not in ("", known.kind):
        return False
    sheet.kind, sheet.mapping, sheet.confidence, sheet.mapped_by = known.kind, known.mapping, 1.0, "remembered"
    return True


def _recognised(
    imported: Import, sheet: ImportSheet, sample: list[list[str]], series: Series | None, asked: Kind | None
) -> None:
    guess = _beside(imported, sheet, sample, series, asked) if series else _guess(imported, sheet, sample, asked)
    sheet.kind, sheet.confidence = (guess.kind.value if guess.kind else ""), guess.confidence
    sheet.mapping, sheet.mapped_by = guess.mapping.to_json(), "seen"


def _guess(
    imported: Import,
    sheet: ImportSheet,
    sample: list[list[str]],
    kind: Kind | None,
    without: Collection[int] = (),
) -> Guess:
    headings = ["" if column in without else heading for column, heading in enumerate(sheet.headings)]
    cells = [["" if column in without else cell for column, cell in enumerate(row)] for row in sample]
    return recognise(sheet.name, headings, cells, language_hint=imported.branch.language, kind=kind)


def _beside(
    imported: Import, sheet: ImportSheet, sample: list[list[str]], series: Series, asked: Kind | None
) -> Guess:
    """People where the sheet tells of them beside their visits; else whose visit is the first of those."""
    first = series.groups[0]
    since = {c for c, heading in enumerate(sheet.headings) if "registered_on" in _of_people(heading)}
    people = _guess(imported, sheet, sample, Kind.PATIENTS, series.columns - since)
    if asked is None and people.kind and set(people.mapping.columns.values()) - _LITTLE:
        return people
    return _guess(imported, sheet, sample, asked or first.kind, series.columns - set(first.fields))


def _of_people(heading: str) -> set[str]:
    """What a heading means in a list of people: 首诊日期 is a visit, and the day since when they are known."""
    return {claim.field for claim in claims(Kind.PATIENTS, heading) if claim.why is Why.HEADING}
