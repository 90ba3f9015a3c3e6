"""Where cells of an ODS sheet are merged: the parser of workbooks does not say, so the markup is asked."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

from .merged import Place

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_PIECE = 256 * 1024


def ods_spans(path: Path, sheet: int) -> Iterator[tuple[Place, Place]]:
    """First and last cell of every merged area of sheet number `sheet` (from 0)."""
    reader = _Spans(sheet)
    # what the parser of workbooks has read is not refused because its markup is not spotless
    with suppress(expat.ExpatError), zipfile.ZipFile(path) as archive, archive.open("content.xml") as markup:
        while not reader.past and (piece := markup.read(_PIECE)):
            reader.parser.Parse(piece)
    yield from reader.found


class _Spans:
    """Counts tables, rows and cells as they pass; a repeated row or cell counts as often as it is repeated."""

    def __init__(self, sheet: int) -> None:
        self.found: list[tuple[Place, Place]] = []
        self.past = False
        self._sheet, self._row, self._column = sheet, 0, 0
        self._repeated = 1
        # tables inside cells are no sheets
        self._depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table":
            self._depth += 1
        elif self._sheet or self._depth != 1:
            return
        elif name == f"{_TABLE}table-row":
            self._repeated = _number(attributes, "number-rows-repeated")
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        down, across = _number(attributes, "number-rows-spanned"), _number(attributes, "number-columns-spanned")
        if down > 1 or across > 1:
            self.found.append(((self._row, self._column), (self._row + down - 1, self._column + across - 1)))
        self._column += _number(attributes, "number-columns-repeated")

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table":
            self._depth -= 1
            if not self._depth:
                self.past = not self._sheet
                self._sheet -= 1
        elif name == f"{_TABLE}table-row" and self._depth == 1 and not self._sheet:
            self._row, self._column = self._row + self._repeated, 0


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(_TABLE + name, "1")
    return int(text) if text.isdecimal() else 1
