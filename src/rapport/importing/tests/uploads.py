"""Sound files in every format, and what reading one comes to."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from rapport.importing.reading.book import open_book
from rapport.importing.reading.limits import Limits
from rapport.importing.reading.refusals import Refusal, Unreadable
from rapport.importing.reading.table import find_table

PEOPLE: list[list[Any]] = [
    ["ФИО", "Телефон", "姓名"],
    *([f"Иванов {number}", 79161234567 + number, "王芳"] for number in range(40)),
]


def xlsx() -> bytes:
    workbook = Workbook()
    sheet = workbook["Sheet"]
    for row in PEOPLE:
        sheet.append(row)
    sheet.merge_cells("A5:A7")
    return saved(workbook.save)


def xls() -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("A")
    for place, row in enumerate(PEOPLE):
        for column, value in enumerate(row):
            sheet.write(place, column, value)
    return saved(workbook.save)


def ods() -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="A")
    for row in PEOPLE:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    return saved(document.save)


def csv() -> bytes:
    return "\r\n".join(f'{name};"{phone}";{other}' for name, phone, other in PEOPLE).encode("gb18030")


def html() -> bytes:
    rows = "".join(f"<tr><td rowspan=1>{name}<td>{phone}<td>{other}</tr>" for name, phone, other in PEOPLE)
    return f"<html><table>{rows}</table></html>".encode()


def saved(save: Callable[[io.BytesIO], Any]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


KINDS = {"xlsx": xlsx, "xls": xls, "ods": ods, "csv": csv, "html": html}


def read_whole(folder: Path, content: bytes, limits: Limits | None = None) -> int | Refusal:
    """The number of rows read, or why it was refused."""
    path = folder / "upload"
    path.write_bytes(content)
    try:
        book = open_book(path, name="upload", limits=limits or Limits())
        count = 0
        for sheet in book.sheets:
            table = find_table(sheet)
            for row in table.rows() if table else ():
                "".join(row.cells).encode("utf-8")
                count += 1
    except Unreadable as refused:
        assert refused.params["name"] == "upload"
        return refused.code
    return count


def part_replaced(content: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.namelist():
            out.writestr(entry, part if entry == name else source.read(entry))
        if name not in source.namelist():
            out.writestr(name, part)
    return target.getvalue()
