# ruff: noqa: DTZ001, DTZ901 (spreadsheets know no time zones)
"""Workbooks of every kind give the same plain text, with merged cells filled and dates made right."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from rapport.importing.reading.book import Book, open_book
from rapport.importing.reading.typed_cells import cell_text, number_text

ROWS: list[list[Any]] = [
    ["Фамилия", "Теле\nфон", "姓名", "Дата", "Когда", "Время", "Согласие", "Сумма"],
    [
        "Иванов\u200b",
        79161234567.0,
        "王芳",
        dt.date(2024, 3, 5),
        dt.datetime(2024, 3, 5, 10, 15),
        dt.time(10, 15),
        True,
        1234.5,
    ],
]
READ = [
    ["Фамилия", "Теле\nфон", "姓名", "Дата", "Когда", "Время", "Согласие", "Сумма"],
    ["Иванов", "79161234567", "王芳", "2024-03-05", "2024-03-05T10:15:00", "10:15:00", "true", "1234.5"],
]


def xlsx(path: Path, *, epoch_1904: bool = False) -> None:
    workbook = Workbook()
    if epoch_1904:
        workbook.epoch = CALENDAR_MAC_1904
    for row in ROWS:
        workbook["Sheet"].append(row)
    workbook.create_sheet("Визиты").append(["дата"])
    workbook.create_sheet("Справочник").sheet_state = "hidden"
    workbook.save(path)


def xls(path: Path, *, epoch_1904: bool = False) -> None:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = epoch_1904
    sheet = workbook.add_sheet("Sheet")
    for place, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(place, column, _xls_value(value, epoch_1904), _xls_style(value))
    workbook.add_sheet("Визиты").write(0, 0, "дата")
    workbook.add_sheet("Справочник").visibility = 1
    workbook.save(str(path))


def _xls_value(value: Any, epoch_1904: bool) -> Any:
    """The day number itself: xlwt writes days from 1900 whatever the workbook says."""
    if not epoch_1904 or not isinstance(value, dt.date):
        return value
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return (moment - dt.datetime(1904, 1, 1)) / dt.timedelta(days=1)


def _xls_style(value: Any) -> xlwt.XFStyle:
    shapes = {dt.date: "DD.MM.YYYY", dt.datetime: "DD.MM.YYYY HH:MM", dt.time: "HH:MM"}
    return xlwt.easyxf(num_format_str=shapes.get(type(value), "General"))


def ods(path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    for name, rows in {"Sheet": ROWS, "Визиты": [["дата"]], "Справочник": []}.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def _ods_cell(value: Any) -> TableCell:
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue="true" if value else "false")
    if isinstance(value, float):
        return TableCell(valuetype="float", value=str(value))
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, dt.time):
        return TableCell(valuetype="time", timevalue=value.strftime("PT%HH%MM%SS"))
    cell = TableCell(valuetype="string")
    for line in value.split("\n"):
        cell.addElement(P(text=line))
    return cell


WRITERS: dict[str, Callable[..., None]] = {"xlsx": xlsx, "xls": xls, "ods": ods}


def cells(book: Book, sheet: int = 0) -> list[list[str]]:
    return [row.cells for row in book.sheets[sheet].rows()]


@pytest.mark.parametrize("format", WRITERS)
def test_every_kind_of_workbook_reads_the_same(tmp_path: Path, format: str) -> None:
    path = tmp_path / "upload"
    WRITERS[format](path)
    book = open_book(path, name="clients")
    assert book.format == format
    assert not book.epoch_1904
    assert cells(book) == READ
    assert [row.line for row in book.sheets[0].rows()] == [1, 2]
    assert [sheet.name for sheet in book.sheets] == ["Sheet", "Визиты", "Справочник"]
    assert cells(book, 1) == [["дата"]]
    assert cells(book, 2) == []


@pytest.mark.parametrize("format", ["xlsx", "xls"])
def test_days_counted_from_1904_come_out_right(tmp_path: Path, format: str) -> None:
    path = tmp_path / "mac"
    WRITERS[format](path, epoch_1904=True)
    book = open_book(path, name="mac")
    assert book.epoch_1904
    assert cells(book)[1][3:5] == ["2024-03-05", "2024-03-05T10:15:00"]


@pytest.mark.parametrize("format", ["xlsx", "xls"])
def test_hidden_sheets_say_so(tmp_path: Path, format: str) -> None:
    path = tmp_path / "upload"
    WRITERS[format](path)
    assert [sheet.hidden for sheet in open_book(path, name="clients").sheets] == [False, False, True]


def test_merged_cells_show_their_value_everywhere(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook["Sheet"]
    for row in (
        ["Клиника", None, None],
        ["Пациент", "Визит", "Сумма"],
        ["Иванов", 1, 100],
        [None, 2, None],
        [None, 3, 50],
    ):
        sheet.append(row)
    for merged in ("A1:C1", "A3:A5", "C3:C4"):
        sheet.merge_cells(merged)
    workbook.save(tmp_path / "merged.xlsx")
    rows = list(open_book(tmp_path / "merged.xlsx", name="merged.xlsx").sheets[0].rows())
    assert rows[0].cells == ["Клиника"] * 3
    assert rows[0].filled_across == {1, 2}
    assert [row.cells for row in rows[2:]] == [
        ["Иванов", "1", "100"],
        ["Иванов", "2", "100"],
        ["Иванов", "3", "50"],
    ]
    assert [row.filled_down for row in rows[2:]] == [set(), {0, 2}, {0}]


def test_merged_cells_of_an_old_workbook_are_filled_too(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("A")
    sheet.write_merge(0, 2, 0, 1, "Иванов")
    sheet.write(2, 2, "x")
    workbook.save(str(tmp_path / "merged.xls"))
    rows = list(open_book(tmp_path / "merged.xls", name="merged.xls").sheets[0].rows())
    assert [row.cells for row in rows] == [
        ["Иванов", "Иванов", ""],
        ["Иванов", "Иванов", ""],
        ["Иванов", "Иванов", "x"],
    ]
    assert [row.filled_across for row in rows] == [{1}, {1}, {1}]


def test_merged_cells_of_a_free_office_are_filled_too(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    for name in ("Раньше", "Теперь"):
        table = Table(name=name)
        blank = TableRow(numberrowsrepeated=2)
        blank.addElement(TableCell(numbercolumnsrepeated=3))
        for cells in (
            [TableCell(valuetype="string", numberrowsspanned=2, numbercolumnsspanned=2), CoveredTableCell(), "x"],
            [CoveredTableCell(numbercolumnsrepeated=2), "y"],
            ["z", "", ""],
        ):
            line = TableRow()
            for cell in cells:
                line.addElement(_ods_cell(cell) if isinstance(cell, str) else cell)
            table.addElement(line)
        table.childNodes[0].childNodes[0].addElement(P(text=f"Иванов {name}"))
        table.insertBefore(blank, table.firstChild)
        document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "merged.ods"))
    book = open_book(tmp_path / "merged.ods", name="merged.ods")
    rows = [row for row in book.sheets[1].rows() if any(row.cells)]
    assert [row.cells for row in rows] == [
        ["Иванов Теперь", "Иванов Теперь", "x"],
        ["Иванов Теперь", "Иванов Теперь", "y"],
        ["z", "", ""],
    ]
    assert [row.line for row in rows] == [3, 4, 5]
    assert [row.filled_down for row in rows] == [set(), {0, 1}, set()]


def test_table_away_from_the_corner_keeps_its_lines_and_columns(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook["Sheet"]["C3"] = "ФИО"
    workbook["Sheet"]["D5"] = "#N/A"
    workbook["Sheet"]["D5"].data_type = "e"
    workbook["Sheet"]["C5"] = "Иванов_x000D_\nПётр"
    workbook.save(tmp_path / "off.xlsx")
    rows = list(open_book(tmp_path / "off.xlsx", name="off.xlsx").sheets[0].rows())
    assert [(row.line, row.cells) for row in rows if any(row.cells)] == [
        (3, ["", "", "ФИО", ""]),
        (5, ["", "", "Иванов\nПётр", ""]),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (79161234567.0, "79161234567"),
        (4276380012345678.0, "4276380012345678"),
        (0.1 + 0.2, "0.3"),
        (1234.50, "1234.5"),
        (1e21, "1000000000000000000000"),
        (-1e-7, "-0.0000001"),
        (100.0, "100"),
        (0.0, "0"),
        (-0.0, "0"),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_numbers_keep_their_digits(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2024, 3, 5), "2024-03-05"),
        (dt.datetime(2024, 3, 5, 9, 59, 59, 999_800), "2024-03-05T10:00:00"),
        (dt.time(9, 59, 59, 999_800), "10:00:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        (dt.timedelta(minutes=-5), "-00:05:00"),
        (dt.datetime.max, "9999-12-31T23:59:59"),
        ("PT36H00M00S", "36:00:00"),
        (False, "false"),
    ],
)
def test_typed_cells_have_one_shape(value: Any, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_web_table_saved_as_xls_is_read(tmp_path: Path, encoding: str) -> None:
    page = """<html><head><meta charset="windows-1251"><style>td {mso-number-format:"@"}</style></head><body>
    <table border=1><tr><td colspan=3><b>Отчёт по пациентам</b></td></tr>
    <tr><th>ФИО</th><th>Теле-<br>фон</th><th>Сумма&nbsp;руб.</th></tr>
    <tr><td rowspan=2>Иванов   Пётр</td><td>+7&#160;916</td><td>1 234,50</td></tr>
    <tr><td>2 &lt; 3<td>
    </table></body></html>"""
    path = tmp_path / "report.xls"
    path.write_bytes(page.encode(encoding))
    book = open_book(path, name="report.xls")
    assert book.format == "html"
    rows = list(book.sheets[0].rows())
    assert [row.cells for row in rows] == [
        ["Отчёт по пациентам"] * 3,
        ["ФИО", "Теле-\nфон", "Сумма руб."],
        ["Иванов Пётр", "+7 916", "1 234,50"],
        ["Иванов Пётр", "2 < 3", ""],
    ]
    assert rows[0].filled_across == {1, 2}
    assert rows[3].filled_down == {0}


def test_the_name_does_not_decide(tmp_path: Path) -> None:
    for format, others in (("xlsx", ("csv", "xls")), ("xls", ("xlsx", "ods")), ("ods", ("xlsx", "csv"))):
        for other in others:
            name = f"clients.{other}"
            WRITERS[format](tmp_path / name)
            book = open_book(tmp_path / name, name=name)
            assert book.format == format
            assert cells(book) == READ
    (tmp_path / "clients.xls").write_text("ФИО\tТелефон\nИванов\t1\n", encoding="utf-16")
    book = open_book(tmp_path / "clients.xls", name="clients.xls")
    assert (book.format, book.encoding, book.separator) == ("csv", "utf-16-le", "\t")
