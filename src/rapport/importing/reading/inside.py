"""The quarantined process that opens workbooks and web pages, and what it says.

    python -P -m rapport.importing.reading.inside '{"path": …, "format": …, "sheet": null | 0, …}'

It answers on standard output, one JSON value a line: a dictionary with the sheets, or a list for each row that
is not blank (`[line, cells, filled from above, filled from the left]`), then `true` for the end. A refusal,
`{"refused": code, …}`, ends early. A parser that runs wild over a hostile file meets the ceilings set here, and
takes only this process with it.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapport.lib.quarantine import confine

from .html_rows import html_rows
from .limits import Limits
from .merged import MergedCells
from .ods_spans import ods_spans
from .recognise import Format
from .refusals import Refusal, Unreadable
from .typed_cells import cell_text

Answer = dict[str, Any] | list[Any] | bool


def main() -> None:
    job = json.loads(sys.argv[1])
    limits = Limits(**job["limits"])
    confine(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds)
    for answer in _answers(job, limits):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.flush()


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
    rows = html_rows(Path(job["path"]), job["encoding"], limits)
    if job["sheet"] is None:
        yield {"sheets": [{"name": "", "index": 0, "hidden": False}] if next(rows, None) else []}
        return
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
    if job["sheet"] is None:
        yield {
            "sheets": [
                {
                    "name": sheet.name,
                    "index": index,
                    "hidden": sheet.visible != calamine.SheetVisibleEnum.Visible,
                }
                for index, sheet in enumerate(workbook.sheets_metadata)
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
        }
        return
    sheet = workbook.get_sheet_by_index(job["sheet"])
    ods = job["format"] == Format.ODS
    spans = ods_spans(Path(job["path"]), job["sheet"]) if ods else sheet.merged_cell_ranges or ()
    yield from _sheet_rows(sheet, MergedCells(spans), limits)


def _sheet_rows(sheet: Any, merged: MergedCells, limits: Limits) -> Iterator[Answer]:
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


def _row(line: int, cells: list[str], down: list[int], across: list[int], limits: Limits) -> Answer:
    if sum(map(len, cells)) > limits.line_characters:  # the asking process holds one row at a time
        raise Unreadable(Refusal.TOO_LONG_LINE, limit=limits.line_characters)
    return [line, cells, down, across]


if __name__ == "__main__":
    main()
