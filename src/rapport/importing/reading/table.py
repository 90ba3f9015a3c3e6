"""The table on a sheet: its headings, its data, and what every other row is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from .book import RawRow, Sheet
from .headings import find_headings, fold, fold_row, join_headings, known_words, reads_like_heading
from .months import Month, month_of
from .sections import heading_of, section_of, sections_of

Skipped = Literal["blank", "total", "repeated_heading", "note", "other_table", "too_wide", "section"]

_ROWS_LOOKED_AT = 60
_TOTAL = re.compile(
    r"(?:итого|всего|подытог|общий итог|барлығы|жиыны|қорытынды|жалпы)"
    r"(?:\W*$|\W*\d|\s*[:：]|\s+(?:по|за|на|к|записей|строк|пациентов|визитов|сумма|оплат)\b)"
    r"|(?:总计|總計|合计|合計|小计|小計|总额合计|共计|共計)"
    r"|(?:grand\s+total|sub-?total|totals?)"
    r"(?:\W*$|\W*\d|\s*[:：]|\s+(?:for|records|rows|patients|visits|amount|paid)\b)"
    # 本月合计, and the sums that spreadsheets put below each group: 王芳 汇总, «Иванова Мария Итог»
    r"|.{1,40}(?:合计|合計|小计|小計|总计|總計|汇总|彙總|结余|結餘|期初余额)\s*[:：]?$"
    r"|期初余额|(?:остаток|сальдо)\s+на\b|.{1,60}\s(?:итог|итого)\s*:?$|(?-i:.{1,60}\sTotal$)",
    re.I,
)
_NOTE = re.compile(
    r"[*※]|注[:：]|备注[:：]|備註[:：]|说明[:：]|制表|打印|列印|第\s*\d+\s*页|第\s*\d+\s*頁|примечани[ея]\s*:|составил|отчёт|отчет|"
    r"подпись|исполнитель|страница|стр\.|сформировано|напечатано|директор|главный врач|бухгалтер|"
    r"notes?\s*:|page\s+\d|printed|generated|exported|prepared by|report\b",
    re.I,
)
_LONG_NOTE = 60
# one of so many rows at most is broken; where there are more, columns have no headings
_FEW_WIDE = 5
# such a part of the cells of a row are words of headings, and it is no row of data
_OTHER_HEAD = 0.75
# (必填), (yyyy-mm-dd): how a column is to be filled in
_HINT = re.compile(r"[(（\[【].*[)）\]】]")
# «Врач: Лин М. А.», 审核：李店长
_LABELLED = re.compile(r"[^\W\d][^:：\d]{0,40}[:：]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `cells` are as many as the headings.

    `overflow` holds what stands to the right of the last heading. `filled_down` are the columns whose value
    comes from a cell merged over several rows: an amount there stands once, not once a row.
    """

    line: int
    cells: list[str]
    skipped: Skipped | None = None
    overflow: tuple[str, ...] = ()
    filled_down: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """A table found on a sheet. `header_line` is 0 where it has no headings; they are then empty strings."""

    sheet: Sheet
    header_line: int
    header_lines: tuple[int, ...]
    headings: tuple[str, ...]
    heading_rows: tuple[tuple[str, ...], ...]
    titles: frozenset[tuple[str, ...]]
    # in a text file: how many cells the headings have; a row of more has a separator within one of its cells
    fields: int | None = None
    # the last columns, which rows that head others fill (see sections)
    sections: tuple[str, ...] = ()
    month: Month | None = None
    # heading and value of what a card above the table says of everybody in it: it comes behind the sections
    beside: tuple[tuple[str, str], ...] = ()

    def with_beside(self, said: dict[str, str]) -> "Table":
        """The same table, with columns that say the same of each of its rows."""
        return replace(self, headings=(*self.headings, *said), beside=tuple(said.items()))

    def rows(self) -> Iterator[Row]:
        """Every row of the sheet but the headings themselves, data or with the reason it is skipped.

        Blank rows at the very end are left out. Raises Unreadable.
        """
        held: Row | None = None
        for row in self._rows():
            if held is not None:
                title = row.skipped == "other_table" and not held.skipped and sum(map(bool, held.cells)) == 1
                yield replace(held, skipped="note") if title else held
            held = row
        if held is not None:
            yield held

    def _rows(self) -> Iterator[Row]:
        blank_from: int | None = None
        apart = other = False
        current = dict.fromkeys(self.sections, "") | dict(self.beside)
        for raw in self.sheet.rows():
            if raw.line in self.header_lines:
                yield from self._blanks(blank_from, raw.line)
                blank_from = None
            elif not any(raw.cells):
                blank_from = blank_from or raw.line
            else:
                yield from self._blanks(blank_from, raw.line)
                apart = apart or blank_from is not None
                blank_from = None
                other = other or (apart and raw.line > self.header_line > 0 and self._is_another_head(raw))
                # a title below a blank line stands between the tables too
                apart = apart and sum(map(bool, raw.cells)) == 1
                row = self._row(raw)
                if other:
                    row = replace(row, skipped="other_table")
                elif raw.line > self.header_line and (section := section_of(raw)) and section[0] in current:
                    current |= [section]
                    row = replace(row, skipped="section")
                if self.month:
                    current["day"] = self.month.day_of(row.cells)
                above = ("" for _ in current) if row.skipped else current.values()
                yield replace(row, cells=[*row.cells, *above]) if current else row

    def _is_another_head(self, raw: RawRow) -> bool:
        """Whether the headings of another table stand here: its columns are not those of this one."""
        own = [cell for cell in raw.cells if cell]
        heads = len(own) > 2 and known_words(raw) >= _OTHER_HEAD * len(own)
        return heads and all(map(reads_like_heading, own)) and not self._repeats_headings(raw)

    def _blanks(self, first: int | None, end: int) -> Iterator[Row]:
        for line in range(first or end, end):
            yield Row(line, [""] * len(self.headings), "blank")

    def _row(self, raw: RawRow) -> Row:
        width = len(self.headings) - len(self.sections) - len(self.beside)
        cells = ["" if column in raw.filled_across else cell for column, cell in enumerate(raw.cells)]
        overflow = tuple(cell for cell in cells[width:] if cell)
        cells = cells[:width] + [""] * (width - len(cells))
        filled_down = frozenset(column for column in raw.filled_down if column < width)
        return Row(raw.line, cells, self._reason(raw, cells), overflow, filled_down)

    def _reason(self, raw: RawRow, cells: list[str]) -> Skipped | None:
        if raw.line < self.header_line or (self.titles and _essence(raw) in self.titles):
            return "note"
        if self._repeats_headings(raw):
            return "repeated_heading"
        if self.fields and len(raw.cells) > self.fields:
            return "too_wide"
        own = [cell for cell in cells if cell]
        first = own[0] if own else ""
        if len(own) < max(2, len(cells)) and _TOTAL.match(first):
            return "total"
        if len(cells) > 2 and len(own) == 1 and _is_note(first):
            return "note"
        if len(own) > 1 and all(map(_HINT.fullmatch, own)):
            return "note"
        return None if own else "note"

    def _repeats_headings(self, raw: RawRow) -> bool:
        return any(_repeats(raw.cells, headings) for headings in self.heading_rows)


def _is_note(alone: str) -> bool:
    """Whether a cell that stands alone in its row is a remark, a group's name, or a letter of a card index."""
    letter = len(alone) == 1 and alone.isalpha()
    return letter or len(alone) > _LONG_NOTE or bool(_NOTE.match(alone) or _LABELLED.match(alone))


def _repeats(cells: list[str], headings: tuple[str, ...]) -> bool:
    """Whether four fifths of the headings stand in these cells again; most rows are told by their first cells."""
    named = [column for column, heading in enumerate(headings) if heading]
    same, may_differ = 0, len(named) // 5
    for column in named:
        if column < len(cells) and fold(cells[column]).casefold() == headings[column]:
            same += 1
        elif (may_differ := may_differ - 1) < 0:
            return False
    return same >= 2


def find_table(sheet: Sheet, *, header_line: int | None = None) -> Table | None:
    """The table of a sheet, or None where the sheet is empty.

    Titles above the headings are passed over, a second heading row is joined in. `header_line` is the line a
    person has pointed at, 0 for "no headings". Raises Unreadable.
    """
    rows = sheet.rows()
    head = list(islice(rows, max(_ROWS_LOOKED_AT, header_line or 0)))
    if not any(any(row.cells) for row in head):
        head.extend(islice((row for row in rows if any(row.cells)), _ROWS_LOOKED_AT))
    rows.close()
    if not any(any(row.cells) for row in head):
        return None
    found = find_headings(head) if header_line is None else _pointed_at(head, header_line)
    if found is None:
        width = max(len(row.cells) for row in head)
        return Table(sheet, 0, (), ("",) * width, (), frozenset())
    place, count = found
    heading_rows = head[place : place + count]
    headings = join_headings(heading_rows)
    below = head[place + count :]
    sections = sections_of(below) if len(headings) > 2 else ()
    titles = [cell for row in head[:place] for cell in row.cells]
    month = None if "day" in sections else month_of(sheet.name, titles, headings, below)
    sections = ("day", *sections) if month else sections
    heads = (*headings, *(heading_of(section, headings) for section in sections))
    return Table(
        sheet,
        heading_rows[0].line,
        tuple(row.line for row in heading_rows),
        heads,
        tuple(_folded(row, len(headings)) for row in heading_rows),
        frozenset(_essence(row) for row in head[:place] if any(row.cells)),
        _fields(sheet, head[place], below),
        sections,
        month,
    )


def _fields(sheet: Sheet, heads: RawRow, below: list[RawRow]) -> int | None:
    """As many as the headings of a text file, where hardly a row below has more."""
    wide = sum(len(row.cells) > len(heads.cells) for row in below)
    return len(heads.cells) if sheet.separated and wide * _FEW_WIDE <= len(below) else None


def _pointed_at(head: list[RawRow], line: int) -> tuple[int, int] | None:
    return next(((place, 1) for place, row in enumerate(head) if row.line == line and any(row.cells)), None)


def _folded(row: RawRow, width: int) -> tuple[str, ...]:
    return tuple(cell.casefold() for cell in fold_row(row, width)[:width])


def _essence(row: RawRow) -> tuple[str, ...]:
    return tuple(fold(cell) for column, cell in enumerate(row.cells) if cell and column not in row.filled_across)
