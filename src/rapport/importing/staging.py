"""Reads the kept files into rows of the quarantine, and looks at what their sheets hold."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import PurePath

from django.db.models import F

from rapport.importing.holding import promise, turn
from rapport.importing.models import (
    ImportFile,
    ImportRow,
    ImportSheet,
    ImportState,
)
from rapport.importing.models.import_ import Import
from rapport.importing.parting import agree, keep_parts
from rapport.importing.reading.book import Book, Sheet, open_book
from rapport.importing.reading.refusals import Unreadable
from rapport.importing.reading.table import Row, Table, find_table
from rapport.importing.recognising import Card, CardList, Kind, Mapping, card_list, cards_of
from rapport.importing.storing import storable
from rapport.lib import clock
from rapport.lib.bulk import insert_many

ROWS_AT_ONCE = 2_000
# by so many a sheet of cards is told from others; one of more than the second is none
_CARD_ROWS, _MOST_CARD_ROWS = 60, 50_000
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
        cards: list[Card] = []
        for sheet in book.sheets:
            found, table = _apart(sheet)
            cards += found
            if table is not None:
                _stage_table(import_id, claim, file, sheet, table)
        if cards:
            _stage_table(import_id, claim, file, replace(sheet, name=PurePath(file.name).stem), card_list(cards))
    except Unreadable as refusal:
        file.refused, file.refused_params = refusal.code.value, refusal.params
    with turn(import_id, claim, ImportState.STAGING):
        if file.refused:
            _forget(file)
        agree(file)
        file.staged_at = clock.now()
        file.save()
    return True


def _note_format(file: ImportFile, book: Book) -> None:
    file.format, file.encoding = str(book.format), book.encoding or ""
    file.separator, file.epoch_1904 = book.separator or "", book.epoch_1904


def _forget(file: ImportFile) -> None:
    ImportRow.objects.filter(sheet__file=file)._raw_delete(ImportRow.objects.db)
    ImportSheet.objects.filter(file=file).delete()


def _apart(sheet: Sheet) -> tuple[list[Card], Table | None]:
    """The cards on a sheet, and its table: what stands below a card is about its person; cards alone are none."""
    table = find_table(sheet)
    if table is None:
        return [], None
    above = [row for row in islice(sheet.rows(), table.header_line) if row.line < table.header_line]
    cards = cards_of(sheet.name, above)
    if len(cards) == 1:
        return cards, table.with_beside(cards[0].who)
    if cards_of(sheet.name, islice(sheet.rows(), _CARD_ROWS)):
        return cards_of(sheet.name, islice(sheet.rows(), _MOST_CARD_ROWS)), None
    return [], table


def _stage_table(
    import_id: int, claim: uuid.UUID, file: ImportFile, sheet: Sheet, table: Table | CardList
) -> None:
    with turn(import_id, claim, ImportState.STAGING) as imported:
        parts = keep_parts(imported, file, sheet, table)
    rows = table.rows()
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        blank = sum(row.skipped == "blank" for row in batch)
        with turn(import_id, claim, ImportState.STAGING):
            for part in parts:
                taken = list(filter(None, map(part.of, batch)))
                insert_many(ImportRow, _COLUMNS, (_values(part.sheet.pk, row) for row in taken))
                ImportSheet.objects.filter(pk=part.sheet.pk).update(
                    rows_total=F("rows_total") + len(taken),
                    blank_rows=F("blank_rows") + (blank if part.columns is None else 0),
                )


def _values(sheet_id: int, row: Row) -> tuple[object, ...]:
    cells = json.dumps([storable(cell) for cell in (*row.cells, *row.overflow)], ensure_ascii=False)
    merged = json.dumps(sorted(row.filled_down)) if row.filled_down else None
    return (sheet_id, row.line, cells, merged, "", row.skipped or "", "[]", "[]", "", 0, 0)


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
