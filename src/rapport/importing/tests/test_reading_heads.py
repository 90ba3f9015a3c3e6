"""Heads of sheets are read when a workbook is opened: many small sheets take one process in quarantine."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from rapport.importing.reading.book import open_book
from rapport.importing.reading.quarantine import Quarantine
from rapport.importing.reading.table import find_table

HEADINGS = ("病历号", "姓名", "手机号码")


def workbook(path: Path, *sizes: int) -> Path:
    book = Workbook(write_only=True)
    for number, rows in enumerate(sizes):
        page = book.create_sheet(f"第{number}页")
        page.append(HEADINGS)
        for row in range(rows):
            page.append((f"{number}-{row}", "王芳", "13800000000"))
    book.save(path)
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The sheets for which a process was started; None is the file as a whole."""
    asked: list[int | None] = []
    start = Quarantine._start

    def counted(self: Quarantine, sheet: int | None, last_words: object) -> object:
        asked.append(sheet)
        return start(self, sheet, last_words)  # type: ignore[arg-type]

    monkeypatch.setattr(Quarantine, "_start", counted)
    return asked


def numbers(path: Path) -> list[list[str]]:
    """The first column of each sheet, read as staging does: headings, a sample, everything."""
    found = []
    for sheet in open_book(path, name=path.name).sheets:
        table = find_table(sheet)
        assert table is not None
        assert table.headings == HEADINGS
        next(table.rows(), None)
        found.append([row.cells[0] for row in table.rows()])
    return found


def test_small_sheets_are_read_by_one_process_and_a_long_one_by_one_more(
    tmp_path: Path, started: list[int | None]
) -> None:
    sizes = (3, 299, 300, 1_000, 0, 5)
    path = workbook(tmp_path / "book.xlsx", *sizes)
    assert numbers(path) == [[f"{number}-{row}" for row in range(rows)] for number, rows in enumerate(sizes)]
    assert started == [None, 2, 3]


def test_a_wide_file_is_held_as_far_as_memory_is_granted(tmp_path: Path, started: list[int | None]) -> None:
    book = Workbook(write_only=True)
    for number in range(3):
        page = book.create_sheet(f"{number}")
        for row in range(200):
            page.append([f"{number}-{row}", *("字" * 30_000 for _ in range(1))])
    book.save(tmp_path / "wide.xlsx")
    sheets = open_book(tmp_path / "wide.xlsx", name="wide.xlsx").sheets
    assert sum(len(row[1][1]) for sheet in sheets for row in sheet.head.rows) <= 8 * 1024 * 1024
    assert [[row.cells[0] for row in sheet.rows()] for sheet in sheets] == [
        [f"{number}-{row}" for row in range(200)] for number in range(3)
    ]
    assert started == [None, 1, 2]
