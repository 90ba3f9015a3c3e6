"""Text files and web pages made to hurt."""

# ruff: noqa: E501 (what is fed to a parser is easier to see in one piece)

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from random import Random
from typing import Any

from faults.malformed.case import Case
from faults.malformed.sound import CHINESE, RU, VISITS, ZH, Rows, html, text, xlsx

_APPOINTMENTS = [
    "预约编号",
    "病历号",
    "患者姓名",
    "预约日期",
    "预约时间",
    "时长",
    "医生",
    "诊室",
    "预约项目",
    "预约状态",
    "备注",
]
_PAYMENTS = ["收费单号", "病历号", "患者姓名", "收费日期", "实收金额", "支付方式", "备注"]
_PRICES = ["项目编码", "项目名称", "分类", "单价"]
_FULL = ["病历号", "姓名", "性别", "出生日期", "死亡日期", "手机号码", "邮箱", "微信", "地址", "职业", "客户来源", "介绍人", "家庭编号",
         "家长姓名", "家长电话", "标签", "备注", "建档日期", "知情同意"]  # fmt: skip
_EXTREMES = (
    "0000-00-00", "0001-01-01", "9999-12-31", "99999-01-01", "-1", "1e308", "-1e308", "NaN", "inf", "1E+11", "2958466", "0",
    "9" * 40, "-" + "9" * 30, "9223372036854775808", "92233720368547758.08", "0.005", "1,2,3.4.5", "１２３４", "٣٤٥", "½", "∞",
    "24:60", "00:00", "31.02.2024", "1900-02-29", "60", "01/02/03", "+86", "+7 (999) 999-99-99 доб. 123456789012345",
    "=cmd|'/c calc'!A0", "@SUM(1)", "+1+1", "-2+3", "\u202e文", "a\u0301" * 200, "%s %(x)s {0}", "' OR 1=1 --", "<script>",
    "\\N", "NULL", "None", "TRUE", "#REF!", "\ufeff", "\U0001f9b7", "x" * 5_000, "王" * 5_000,
)  # fmt: skip


def text_files(seed: int) -> Iterator[Case]:
    chance = Random(seed)
    yield from _nothing_much()
    yield from _large(chance)
    yield from _quotes(chance)
    yield from _extremes(chance)
    yield from _family_trouble()
    yield from _unicode(chance)
    yield from _disguised(chance)
    yield from _names()
    yield from _pages()


def _nothing_much() -> Iterator[Case]:
    contents = {
        "empty": b"", "blanks": b" \r\n\t \n", "a BOM": b"\xef\xbb\xbf", "a wide BOM": b"\xff\xfe", "a wide BOM and half a letter":
        b"\xff\xfe\x41", "headings alone": text(ZH[:1], "utf-8"), "separators alone": b",,,;;;\t\t|\n" * 50, "one letter": b"x",
        "one quote": b'"', "a declared separator alone": b"sep=;", "a declared quote": b'sep="\r\n"a"b"c"\r\n', "a number a line":
        b"".join(b"%d\n" % number for number in range(300)), "headings of numbers": b"1,2,3\n4,5,6\n7,8,9\n",
    }  # fmt: skip
    for told, content in contents.items():
        yield Case(told, content, f"{told}.csv", kind="patients" if len(told) % 2 else "")
    same = [["姓名"] * 40, *([f"王{number}"] * 40 for number in range(10))]
    yield Case("forty times the same heading", text(same, "utf-8"), "same.csv", kind="patients")
    yield Case(
        "empty headings", text([["", "姓名", "", ""], *([["a", "王芳", "b", "c"]] * 9)], "utf-8"), "gaps.csv"
    )
    total = [*ZH[:20], ["合计", "19"], ZH[0], *ZH[20:40], ["Итого", "", "", "", "", "", "", ""]]
    yield Case("totals and headings in between", text(total, "gb18030"), "totals.csv")


def _large(chance: Random) -> Iterator[Case]:
    head = text(ZH[:1], "utf-8")
    yield Case(
        "a cell of 10 MB", head + b"1," + b"x" * 10_000_000 + b",,,,,,\n" + text(ZH[1:], "utf-8"), "large.csv"
    )
    yield Case("a quoted cell of 10 MB in lines", head + b'1,"' + b"x\n" * 5_000_000 + b'",,,,,,\n', "large2.csv")
    yield Case("16,384 columns", text([[f"c{n}" for n in range(16_384)]] * 5, "utf-8"), "wide.csv")
    yield Case("900 columns", text([[f"c{n}" for n in range(900)]] * 20, "utf-8"), "wide2.csv", kind="patients")
    yield Case("a line of a million separators", head + b"," * 1_000_000, "commas.csv")
    yield Case("two million short lines", b"a\n" * 2_000_000, "short.csv")
    yield Case("blank lines in between", text(ZH, "utf-8").replace(b"\r\n", b"\r\n" * 300), "blank.csv", rows=None)
    ragged = [
        row + ["x"] * chance.randint(0, 40) if chance.random() < 0.5 else row[: chance.randint(0, 8)] for row in RU
    ]
    yield Case("ragged rows", text(ragged, "cp1251", ";"), "ragged.csv")


def _quotes(chance: Random) -> Iterator[Case]:
    sound = text(ZH, "utf-8").decode()
    yield Case("a quote that is never closed", ('"' + sound * 20).encode(), "open.csv")
    yield Case("a quote opened in the middle", sound.replace("王", '"王', 1).encode(), "open2.csv")
    yield Case("quotes doubled without end", (sound + '"' * 100_000).encode(), "doubled.csv")
    yield Case("quotes inside", sound.replace("芳", '"芳"').encode(), "inside.csv")
    yield Case("every letter quoted", "".join(f'"{letter}"' for letter in sound).encode(), "letters.csv")
    yield Case("quotes opened in every line", sound.replace("\r\n", '\r\n"').encode(), "lines.csv")
    for number in range(4):
        letters = list(sound)
        for _ in range(60):
            letters.insert(chance.randrange(len(letters)), chance.choice("\",\n\r;\t|'"))
        yield Case(f"signs strewn in #{number}", "".join(letters).encode(), "strewn.csv", kind="patients")


def _extremes(chance: Random) -> Iterator[Case]:
    kinds: dict[str, list[str]] = {
        "patients": _FULL, "visits": VISITS, "appointments": _APPOINTMENTS, "payments": _PAYMENTS, "prices": _PRICES
    }  # fmt: skip
    for kind, headings in kinds.items():
        likely = {"病历号": "4001", "姓名": "王芳", "患者姓名": "王芳", "就诊日期": "2024-01-05", "预约日期": "2024-01-05",
                  "收费日期": "2024-01-05", "项目名称": "洁牙", "实收金额": "5", "预约状态": "已到诊"}  # fmt: skip
        one_each = [
            [extreme if column == place else likely.get(heading, "") for column, heading in enumerate(headings)]
            for place in range(len(headings))
            for extreme in _EXTREMES
        ]
        yield Case(f"one extreme a row, {kind}", text([headings, *one_each], "utf-8"), "extreme.csv", kind)
        wild = [[chance.choice(_EXTREMES) for _ in headings] for _ in range(150)]
        yield Case(f"nothing but extremes, {kind}", text([headings, *wild], "utf-8"), "wild.csv", kind)
    yield Case(
        "visits of extremes in a workbook", xlsx({"就诊": [VISITS, *_numbers(chance)]}), "wild.xlsx", "visits"
    )


def _numbers(chance: Random) -> Rows:
    values: list[Any] = [1e308, -1e308, 1e-308, 2**53, 0.1, -0.0, 60, 2_958_466, True, 45_000.99999]
    return [["4001", "王芳", *(chance.choice(values) for _ in VISITS[2:])] for _ in range(100)]


def _family_trouble() -> Iterator[Case]:
    headings = ["病历号", "姓名", "手机号码", "介绍人", "家长姓名", "家长电话", "死亡日期", "家庭编号"]
    phone = "13800138000"
    cases: dict[str, Rows] = {
        "everybody referred and guarded by themselves": [[str(n), f"王{n}芳", f"1380000{n:04d}", str(n), f"王{n}芳", "", "", ""] for n in range(99)],
        "a ring of referrers": [[str(n), f"李{n}明", "", str((n + 1) % 99), str((n + 1) % 99), "", "", ""] for n in range(99)],
        "one number for everybody": [["7", f"王{n}", phone, "", "", "", "", ""] for n in range(99)],
        "one phone for everybody": [[str(n), f"赵{n}", phone, phone, "赵0", phone, "", "1"] for n in range(99)],
        "one name for everybody": [["", "王芳", "", "王芳", "王芳", "", "", ""] for n in range(99)],
        "everybody twice": [[str(n % 50), f"孙{n % 50}", phone, "", "", "", "", "a"] for n in range(100)],
        "died before they were born": [[str(n), "钱", "", "", "", "", f"{1900 + n}-01-01", ""] for n in range(99)],
        "long words for all": [["9" * 70, "王" * 210, "x" * 300, "介" * 300, "家" * 300, "5" * 90, "", "户" * 200]] * 9,
    }  # fmt: skip
    for told, rows in cases.items():
        yield Case(told, text([headings, *rows], "utf-8"), "family.csv", kind="patients", rows=len(rows))


def _unicode(chance: Random) -> Iterator[Case]:
    planes = [
        (0x80, 0xD7FF),
        (0xE000, 0xFFFF),
        (0x10000, 0x1FFFF),
        (0x20000, 0x2FFFF),
        (0xE0000, 0xE01EF),
        (0x100000, 0x10FFFF),
    ]
    for number in range(4):
        rows = [["".join(chr(chance.randint(*chance.choice(planes))) for _ in range(chance.randint(0, 30))) for _ in range(8)]
                for _ in range(60)]  # fmt: skip
        encoding = ("utf-8", "utf-16", "gb18030", "utf-8-sig")[number]
        yield Case(
            f"random letters of all planes in {encoding}",
            text([CHINESE, *rows], encoding),
            "planes.csv",
            "patients",
        )
    sound = text(ZH, "utf-8")
    decomposed = unicodedata.normalize("NFD", text(RU, "utf-8").decode()).encode()
    mixed = sound + text(ZH[1:], "gb18030") + text(RU[1:], "cp1251") + text(RU[1:], "koi8-r")
    contents = {
        "halves of letters": sound.replace("芳".encode(), "\ud83d".encode("utf-8", "surrogatepass")),
        "NULs between all letters": b"\0".join(bytes([code]) for code in sound),
        "a NUL in each cell": sound.replace(b",", b"\0,"),
        "encodings mixed": mixed,
        "wide and narrow mixed": text(ZH, "utf-16") + sound,
        "utf-32": sound.decode().encode("utf-32"),
        "utf-7": sound.decode().encode("utf-7"),
        "of a mainframe": text([["ID", "NAME", "PHONE"]] * 40, "cp037"),
        "decomposed letters": decomposed,
        "noise": chance.randbytes(100_000),
        "noise of control signs": bytes(chance.choices(range(1, 32), k=20_000)),
        "an odd number of wide bytes": text(ZH, "utf-16")[:-1],
    }
    for told, content in contents.items():
        yield Case(told, content, "letters.csv", kind=chance.choice(("", "patients")))


def _disguised(chance: Random) -> Iterator[Case]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("患者.csv", text(ZH, "gb18030"))
    contents = {
        "list.csv": xlsx({"患者": ZH}),
        "list.xlsx": text(ZH, "gb18030"),
        "list.xls": text(RU, "cp1251", "\t"),
        "list.ods": html(ZH),
        "list.txt": packed.getvalue(),
        "photo.csv": b"\x89PNG\r\n\x1a\n" + chance.randbytes(3_000),
        "letter.csv": b"%PDF-1.7\n" + chance.randbytes(3_000),
        "list.csv.gz": gzip.compress(text(ZH, "utf-8")),
        "program.xlsx": b"MZ\x90\x00" + chance.randbytes(3_000),
        "base.xls": b"SQLite format 3\0" + bytes(4_000),
        "list.json": b'[{"name": "x"}]' * 50,
        "office.xls": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "words.doc": b"{\\rtf1 hello}",
        "mail.xls": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + html(ZH),
        "ole.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(5_000),
        "old.xls": b"\x09\x00\x04\x00" + chance.randbytes(5_000),
    }
    for name, content in contents.items():
        yield Case(f"not what {name} says", content, name)


def _names() -> Iterator[Case]:
    sound = text(ZH[:6], "utf-8")
    for name in (
        "../../../etc/passwd.csv",
        "a\0b.csv",
        "\udcc3\udcfb.csv",
        "х" * 400 + ".csv",
        "\u202evsc.csv",
        "%(name)s %s {0}.csv",
        "<b>.csv",
        "",
    ):
        yield Case(f"a file called {name[:20]!r}", sound + name.encode("utf-8", "replace"), name)


def _pages() -> Iterator[Case]:
    cell = "<tr><td>姓名<td>电话<td>备注</tr>" + "<tr><td>王芳<td>13800138000<td>x</tr>" * 30
    contents = {
        "a cell over a billion rows and columns": f'<table><tr><td rowspan=999999999 colspan=999999999>a</table><table>{cell}',
        "a cell over 9,999 rows and columns": f'<table>{cell}<tr><td rowspan=9999 colspan=990>a<td>b</tr>' + "<tr><td>c" * 3_000,
        "tables in tables": "<table><tr><td>" * 20_000 + cell,
        "tags without end": "<table" * 10_000 + "<" * 10_000 + cell,
        "no table": "<html><body><p>" + "слова " * 1_000,
        "impossible letters": f"<table>{cell}<tr><td>&#x110000;&#xD800;&#0;&nbsp;&bogus;</table>",
        "a page in a comment": f"<html><!-- {cell} ",
        "scripts and styles": f"<html><style>{cell}</style><script>{cell}</script><table>{cell}</table>",
        "a row of 16,384 cells": "<table><tr>" + "<td>1" * 16_384,
        "a cell of 10 MB": f"<table>{cell}<tr><td>" + "x" * 10_000_000,
        "attributes of 1 MB": f'<table><tr><td title="{"y" * 1_000_000}">姓名<td>电话</tr>{cell}',
    }  # fmt: skip
    for told, page in contents.items():
        yield Case(
            told, page.encode("utf-8", "surrogatepass"), "страница.xls", kind="patients" if " of " in told else ""
        )
    yield Case("a page that lies about its letters", html(ZH).replace(b"utf-8", b"koi8-r"), "lie.xls")
