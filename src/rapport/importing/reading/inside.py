"""The quarantined process that opens workbooks and web pages, and what it says.

    python -P -m rapport.importing.reading.inside '{"path": …, "format": …, "sheet": null | 0, …}'

It answers on standard output, one JSON value a line: of one sheet a list for each row that is not blank (`[line,
cells, filled from above, filled from the left]`); without a sheet a dictionary with all of them, and after it the
first rows of each, with `{"whole": …}` behind them: whether there are no more. Last comes `true`, for the end. A
refusal, `{"refused": code, …}`, ends early. A parser that runs wild over a hostile file meets the ceilings set
here, and takes only this process with it. What only one format needs is imported where it is read.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from rapport.lib.confinement import confine, leave

from .formats import Format
from .limits import MEGABYTE, Limits
from .merged import MergedCells, Place
from .refusals import Refusal, Unreadable
from .typed_cells import cell_text

Row = list[Any]
Answer = dict[str, Any] | Row | bool
# for the headings and for a sample of what stands below them; a sheet of no more rows is read once
HEAD_ROWS = 300
# what the heads of a file cost the asking process, about in bytes, and a cell beside its characters
_MOST_HELD, _CELL = 8 * MEGABYTE, 50


def main() -> None:
    job = json.loads(sys.argv[1])
    limits = Limits(**job["limits"])
    confine(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds)
    for answer in _answers(job, limits):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")
    leave()


def _answers(job: dict[str, Any], limits: Limits) -> Iterator[Answer]:
    try:
        yield from _html(job, limits) if job["format"] == Format.HTML else _workbook(job, limits)
        yield True
    except Unreadable as refusal:
        yield {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        yield {"refused": Refusal.TOO_MUCH_MEMORY}
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # a panic of the parser is no Exception
        yield {"refused": Refusal.BROKEN}


def _html(job: dict[str, Any], limits: Limits) -> Iterator[Answer]:
    from .html_rows import html_rows

    rows = _numbered(html_rows(Path(job["path"]), job["encoding"], limits), limits)
    if job["sheet"] is not None:
        yield from rows
    elif (first := next(rows, None)) is None:
        yield {"sheets": []}
    else:
        yield {"sheets": [{"name": "", "index": 0, "hidden": False}]}
        yield from _heads([chain([first], rows)], limits)


def _numbered(rows: Iterable[tuple[list[str], list[int], list[int]]], limits: Limits) -> Iterator[Row]:
    for line, (cells, down, across) in enumerate(rows, start=1):
        if line > limits.rows:
            raise Unreadable(Refusal.TOO_MANY_ROWS, limit=limits.rows)
        yield _row(line, cells, down, across, limits)


def _workbook(job: dict[str, Any], limits: Limits) -> Iterator[Answer]:
    import python_calamine as calamine

    try:
        with Path(job["path"]).open("rb") as file:  # by its path, the parser would believe the file's name
            workbook = calamine.load_workbook(file)
    except calamine.PasswordError as locked:
        raise Unreadable(Refusal.PASSWORD_PROTECTED) from locked
    if job["sheet"] is not None:
        yield from _sheet_rows(workbook, job, job["sheet"], limits)
        return
    sheets: list[dict[str, Any]] = [
        {"name": sheet.name, "index": index, "hidden": sheet.visible != calamine.SheetVisibleEnum.Visible}
        for index, sheet in enumerate(workbook.sheets_metadata)
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    yield {"sheets": sheets}
    yield from _heads((_sheet_rows(workbook, job, sheet["index"], limits) for sheet in sheets), limits)


def _heads(sheets: Iterable[Iterator[Row]], limits: Limits) -> Iterator[Answer]:
    """The first rows of one sheet after the other, as long as the asking process can hold them and the time of one
    pass is far from over; it asks for the other sheets one by one."""
    held = 0
    for rows in sheets:
        for row in islice(rows, HEAD_ROWS):
            held += sum(len(cell) + _CELL for cell in row[1])
            if held > _MOST_HELD:
                return
            yield row
        if time.process_time() > limits.cpu_seconds / 4:
            return
        yield {"whole": next(rows, None) is None}


def _sheet_rows(workbook: Any, job: dict[str, Any], index: int, limits: Limits) -> Iterator[Row]:
    sheet = workbook.get_sheet_by_index(index)
    merged = MergedCells(_spans(job, index) if job["format"] == Format.ODS else sheet.merged_cell_ranges or ())
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] >= limits.rows:
        raise Unreadable(Refusal.TOO_MANY_ROWS, limit=limits.rows)
    if sheet.end[1] >= limits.columns:
        raise Unreadable(Refusal.TOO_MANY_COLUMNS, limit=limits.columns)
    margin = [""] * sheet.start[1]  # the parser leaves out empty columns on the left, but not empty rows above
    for row, values in enumerate(sheet.iter_rows()):
        cells = margin + [cell_text(value) if value != "" else "" for value in values]
        down, across = merged.fill(row, cells)
        if any(cells):
            yield _row(row + 1, cells, down, across, limits)


def _spans(job: dict[str, Any], index: int) -> Iterable[tuple[Place, Place]]:
    from .ods_spans import ods_spans

    return ods_spans(Path(job["path"]), index)


def _row(line: int, cells: list[str], down: list[int], across: list[int], limits: Limits) -> Row:
    if sum(map(len, cells)) > limits.line_characters:  # the asking process holds one row at a time
        raise Unreadable(Refusal.TOO_LONG_LINE, limit=limits.line_characters)
    return [line, cells, down, across]


if __name__ == "__main__":
    main()
