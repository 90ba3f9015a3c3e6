"""Rows of the tables of a web page: what much clinic software saves under the name of .xls."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from .limits import Limits
from .refusals import Refusal, Unreadable
from .text import clean_text

_PIECE = 64 * 1024
_WHITE = re.compile(r"\s+")
_BREAKS = frozenset({"br", "p", "div", "li"})
_SILENT = frozenset({"script", "style", "title"})


def html_rows(path: Path, encoding: str, limits: Limits) -> Iterator[tuple[list[str], list[int], list[int]]]:
    """Every row of every table, one below the other: cells, columns filled from above, columns filled from
    the left.
    """
    parser = _Tables(limits)
    with path.open(encoding=encoding, errors="replace", newline="") as page:
        while piece := page.read(_PIECE):
            parser.feed(piece)
            yield from parser.take()
    parser.close()
    parser.end_row()
    yield from parser.take()


class _Tables(HTMLParser):
    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self._limits = limits
        self._rows: list[tuple[list[str], list[int], list[int]]] = []
        self._row: list[tuple[str, int, int]] | None = None
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._silent = False
        # column → (rows still to fill, value), for cells that span rows
        self._hanging: dict[int, tuple[int, str]] = {}
        self._hanging_next: dict[int, tuple[int, str]] = {}

    def take(self) -> list[tuple[list[str], list[int], list[int]]]:
        rows, self._rows = self._rows, []
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent = True
        elif tag == "table":
            self.end_row()
            self._hanging = {}
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
            given = dict(attrs)
            self._spans = (
                _span(given.get("rowspan")),
                min(_span(given.get("colspan")), self._limits.columns),
            )
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = False
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(_WHITE.sub(" ", data))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = ("".join(self._cell)).split("\n")
        text = clean_text("\n".join(filter(None, (" ".join(line.split()) for line in lines))))
        self._cell = None
        if self._row is None:
            self._row = []
        self._row.append((text, *self._spans))

    def end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        cells: list[str] = []
        down: list[int] = []
        across: list[int] = []
        for text, tall, wide in self._row:
            self._hang(cells, down)
            first = len(cells)
            if first + wide > self._limits.columns:
                raise Unreadable(Refusal.TOO_MANY_COLUMNS, limit=self._limits.columns)
            cells.extend([text] * wide)
            across.extend(range(first + 1, first + wide))
            if tall > 1:
                self._hanging_next |= {first + offset: (tall - 1, text) for offset in range(wide)}
        self._hang(cells, down)
        while any(column > len(cells) for column in self._hanging):
            cells.append("")
            self._hang(cells, down)
        self._hanging, self._hanging_next = self._hanging_next, {}
        self._rows.append((cells, down, across))
        self._row = None

    def _hang(self, cells: list[str], down: list[int]) -> None:
        while waiting := self._hanging.pop(len(cells), None):
            rows, text = waiting
            if rows > 1:
                self._hanging_next[len(cells)] = (rows - 1, text)
            down.append(len(cells))
            cells.append(text)


def _span(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 5 and given != "0" else 1
