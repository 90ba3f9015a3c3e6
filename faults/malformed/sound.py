"""Sound files in every format and encoding that clinics have: what the malformed ones are made from."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from html import escape
from random import Random
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from faults.malformed.case import Case

Rows = list[list[Any]]
_PEOPLE = 60

CHINESE = ["病历号", "姓名", "性别", "出生日期", "手机号码", "地址", "介绍人", "备注"]
TRADITIONAL = ["病歷號", "姓名", "性別", "出生日期", "手機號碼", "地址", "介紹人", "備註"]
RUSSIAN = ["Номер карты", "ФИО", "Пол", "Дата рождения", "Телефон", "Адрес", "Рекомендовал", "Примечание"]
VISITS = ["病历号", "患者姓名", "就诊日期", "医生", "牙位", "项目名称", "应收金额", "实收金额"]


def people(words: str, headings: Sequence[str], joined: str) -> Rows:
    """Sixty people under `headings`, their names put together from `words`."""
    chance = Random(words)
    parts = words.split()
    sexes = "男女" if joined == "" else "мж"
    rows: Rows = [list(headings)]
    for number in range(_PEOPLE):
        rows.append(
            [
                f"{number + 4000}",
                joined.join(chance.sample(parts, k=3)),
                chance.choice(sexes),
                f"{chance.randint(1940, 2019)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
                f"138{number + 10_000_000}",
                f'{parts[0]} {number}, "{parts[-1]}"',
                parts[0] if number % 9 == 0 else "",
                "" if number % 3 else f"{parts[-1]}\n{parts[0]}",
            ]
        )
    return rows


def visits() -> Rows:
    """Two hundred lines of visits of those people."""
    chance = Random(5)
    return [
        VISITS,
        *(
            [
                *(
                    f"{chance.randint(4000, 4059)}",
                    "",
                    f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
                ),
                *("林岚", "36", chance.choice(("洁牙", "补牙")), chance.randint(1, 90) * 10, 0),
            ]
            for _ in range(200)
        ),
    ]


ZH = people("王 芳 李 明 张 伟", CHINESE, "")
TW = people("陳 怡 林 俊 黃 麗", TRADITIONAL, "")
RU = people("Иванов Пётр Ольга Смирнова", RUSSIAN, " ")


def text(rows: Rows, encoding: str, separator: str = ",", line_end: str = "\r\n") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().replace("\r\n", line_end).encode(encoding)


def xlsx(sheets: dict[str, Rows]) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return _saved(book.save)


def xls(rows: Rows) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("患者")
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(place, column, value)
    return _saved(book.save)


def ods(rows: Rows) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Пациенты")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    return _saved(document.save)


def html(rows: Rows, charset: str = "utf-8") -> bytes:
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    page = f'<html><head><meta charset="{charset}"></head><body><table>{lines}</table></body></html>'
    return page.encode(charset)


def _saved(save: Callable[[Any], object]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


def sound_files() -> Iterator[Case]:
    """One of each, with the number of rows it holds."""
    texts: list[tuple[str, Rows, str, str, str]] = [
        ("utf-8", ZH, "utf-8", ",", "\n"),
        ("utf-8 with BOM", RU, "utf-8-sig", ";", "\r\n"),
        ("utf-16", ZH, "utf-16", "\t", "\r\n"),
        ("utf-16 big-endian without BOM", RU, "utf-16-be", ";", "\r\n"),
        ("gb18030", ZH, "gb18030", ",", "\r\n"),
        ("big5", TW, "cp950", ",", "\r\n"),
        ("windows-1251", RU, "cp1251", ";", "\r\n"),
        ("koi8-r", RU, "koi8-r", "|", "\n"),
        ("cr alone", RU, "utf-8", ";", "\r"),
    ]
    for told, rows, encoding, separator, line_end in texts:
        yield Case(told, text(rows, encoding, separator, line_end), f"{told}.csv", rows=_PEOPLE)
    yield Case("xlsx", xlsx({"患者": ZH, "就诊": visits()}), "книга.xlsx", rows=_PEOPLE + 200)
    yield Case("xls", xls(ZH), "老系统.xls", rows=_PEOPLE)
    yield Case("ods", ods(RU), "таблица.ods", rows=_PEOPLE)
    yield Case("html", html(ZH), "导出.xls", rows=_PEOPLE)
    yield Case("html gbk", html(ZH, "gbk"), "导出2.xls", rows=_PEOPLE)
