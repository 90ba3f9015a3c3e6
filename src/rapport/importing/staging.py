"""Reads the kept files into rows of the quarantine, and looks at what their sheets hold."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.db.models import F

from rapport.importing.holding import promise, turn
from rapport.importing.models import (
    ImportFile,
    ImportRow,
    ImportSheet,
    ImportState,
    RememberedMapping,
)
from rapport.importing.models.import_ import Import
from rapport.importing.reading.book import Book, Sheet, open_book
from rapport.importing.reading.refusals import Unreadable
from rapport.importing.reading.table import Row, Table, find_table
from rapport.importing.recognising import Kind, Mapping, fingerprint, recognise
from rapport.importing.storing import storable
from rapport.lib import clock
from rapport.lib.bulk import insert_many

ROWS_AT_ONCE = 2_000
_SAMPLE = 200
# opening a large workbook is one piece of work
_OPENING = timedelta(minutes=4)
_COLUMNS = ("sheet_id", "line", "cells", "merged", "outcome", "skipped", "problems", "changes", "became",
            "content_place", "identity_place")  # fmt: skip


def stage_next_file(import_id: int, claim: uuid.UUID) -> bool:
    """Read the next file that is not read yet; False when there is none. Raises Lost.

    A file half read by a worker that died is read from its beginning again.
    """
    with turn(import_id, claim, ImportState.STAGING) as imported:
        file = imported.files.filter(staged_at=None).first()
        if file is None:
            return False
        _forget(file)
        imported.total = sum(imported.files.values_list("size", flat=True))
        imported.done = sum(imported.files.exclude(staged_at=None).values_list("size", flat=True))
    promise(import_id, claim, _OPENING)
    try:
        book = open_book(file.stored, name=file.name)
        _note_format(file, book)
        for sheet in book.sheets:
            _stage_sheet(import_id, claim, file, sheet)
    except Unreadable as refusal:
        file.refused, file.refused_params = refusal.code.value, refusal.params
    with turn(import_id, claim, ImportState.STAGING):
        if file.refused:
            _forget(file)
        file.staged_at = clock.now()
        file.save()
    return True


def _note_format(file: ImportFile, book: Book) -> None:
    file.format, file.encoding = str(book.format), book.encoding or ""
    file.separator, file.epoch_1904 = book.separator or "", book.epoch_1904


def _forget(file: ImportFile) -> None:
    ImportRow.objects.filter(sheet__file=file)._raw_delete(ImportRow.objects.db)
    ImportSheet.objects.filter(file=file).delete()


def _stage_sheet(import_id: int, claim: uuid.UUID, file: ImportFile, sheet: Sheet) -> None:
    table = find_table(sheet)
    if table is None:
        return
    with turn(import_id, claim, ImportState.STAGING) as imported:
        kept = _keep_sheet(imported, file, sheet, table)
    rows = table.rows()
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        filled = [row for row in batch if row.skipped != "blank"]
        with turn(import_id, claim, ImportState.STAGING):
            insert_many(ImportRow, _COLUMNS, (_values(kept.pk, row) for row in filled))
            ImportSheet.objects.filter(pk=kept.pk).update(
                rows_total=F("rows_total") + len(filled), blank_rows=F("blank_rows") + len(batch) - len(filled)
            )


def _values(sheet_id: int, row: Row) -> tuple[object, ...]:
    cells = json.dumps([storable(cell) for cell in (*row.cells, *row.overflow)], ensure_ascii=False)
    merged = json.dumps(sorted(row.filled_down)) if row.filled_down else None
    return (sheet_id, row.line, cells, merged, "", row.skipped or "", "[]", "[]", "", 0, 0)


def _keep_sheet(imported: Import, file: ImportFile, sheet: Sheet, table: Table) -> ImportSheet:
    headings = [storable(heading) for heading in table.headings]
    kept = ImportSheet(
        file=file,
        index=sheet.index,
        name=storable(sheet.name)[:255],
        hidden=sheet.hidden,
        header_line=table.header_line,
        headings=headings,
        fingerprint=fingerprint(headings),
    )
    if not _remembered(imported, kept):
        _recognised(imported, kept, _sample(table.rows()))
    kept.save()
    return kept


def _sample(rows: Iterator[Row]) -> list[list[str]]:
    return [row.cells for row in islice((row for row in rows if row.skipped is None), _SAMPLE)]


def _remembered(imported: Import, sheet: ImportSheet) -> bool:
    known = RememberedMapping.objects.filter(branch=imported.branch, fingerprint=sheet.fingerprint).first()
    if known is None or not any(sheet.headings) or imported.kind_asked not in ("", known.kind):
        return False
    sheet.kind, sheet.mapping, sheet.confidence, sheet.mapped_by = known.kind, known.mapping, 1.0, "remembered"
    return True


def _recognised(imported: Import, sheet: ImportSheet, sample: list[list[str]]) -> None:
    asked = Kind(imported.kind_asked) if imported.kind_asked else None
    guess = recognise(sheet.name, sheet.headings, sample, language_hint=imported.branch.language, kind=asked)
    sheet.kind, sheet.confidence = (guess.kind.value if guess.kind else ""), guess.confidence
    sheet.mapping, sheet.mapped_by = guess.mapping.to_json(), "seen"


def sheets_in_order(imported: Import, kinds: Iterable[Kind] | None = None) -> list[ImportSheet]:
    """The sheets whose rows are taken, in the order in which they are worked through: who comes before what."""
    order = {kind: place for place, kind in enumerate(ORDER)}
    sheets = ImportSheet.objects.filter(file__imported=imported, left_out=False, kind__in=list(kinds or ORDER))
    return sorted(
        sheets.select_related("file"),
        key=lambda sheet: (order[Kind(sheet.kind)], sheet.file.position, sheet.index),
    )


ORDER = (Kind.PRICES, Kind.PATIENTS, Kind.VISITS, Kind.APPOINTMENTS, Kind.PAYMENTS)


def mapping_of(sheet: ImportSheet) -> Mapping:
    return Mapping.from_json(sheet.mapping)
