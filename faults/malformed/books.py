"""Workbooks made to hurt: bombs, deep and endless XML, cells out of the sheet, locks, lying lists of contents."""

# ruff: noqa: E501 (what is fed to a parser is easier to see in one piece)

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from random import Random

import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from faults.malformed.case import Case
from faults.malformed.sound import RU, ZH, ods, visits, xls, xlsx

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = dict[str, str | bytes]


def book(cells: str | bytes = "", **others: str | bytes) -> bytes:
    """A small XLSX whose first sheet holds `cells`; `others` replace its parts or add to them."""
    parts: Parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships {_RELS}><Relationship Id="r1" Type="{_KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_KIND}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {_RELS}><Relationship Id="r1" Type="{_KIND}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_KIND}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet(cells),
        "xl/sharedStrings.xml": f"<sst {_MAIN}><si><t>姓名</t></si><si><t>电话</t></si></sst>",
    }  # fmt: skip
    named = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "workbook": "xl/workbook.xml",
             "rels": "xl/_rels/workbook.xml.rels"}  # fmt: skip
    return packed(parts | {named.get(name, name): part for name, part in others.items()})


def sheet(cells: str | bytes, before: str = "", after: str = "") -> bytes:
    inside = cells if isinstance(cells, bytes) else cells.encode()
    head = f'<?xml version="1.0"?><worksheet {_MAIN}>{before}<sheetData>'
    return head.encode() + inside + f"</sheetData>{after}</worksheet>".encode()


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def row(number: int, *values: str) -> str:
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for place, value in enumerate(values)
    )
    return f'<row r="{number}">{cells}</row>'


PEOPLE = row(1, "姓名", "电话", "备注") + "".join(row(n, f"王{n}", f"1380000{n:04d}", "") for n in range(2, 40))


def book_files(seed: int) -> Iterator[Case]:
    chance = Random(seed)
    for told, content in {**_bombs(), **_xml(), **_cells(), **_structure()}.items():
        yield Case(told, content, "книга.xlsx", kind=chance.choice(("", "patients")))
    for told, content in _lists_of_contents().items():
        yield Case(told, content, "книга.xlsx")
    for told, content in _locked().items():
        yield Case(told, content, "секрет.xlsx")
    for told, content in {**_open_document(), **_old(chance)}.items():
        yield Case(told, content, "книга")


def _bombs() -> dict[str, bytes]:
    blank = b" " * (130 * 1024 * 1024)
    bomb = book(sheet=b"<worksheet>" + blank)
    layers = packed({"xl/workbook.xml": bomb, "bomb.zip": bomb})
    many = packed({f"xl/{number}.xml": "<x/>" for number in range(20_000)}, zipfile.ZIP_STORED)
    return {
        "a bomb of 130 MB": bomb,
        "a bomb of spaces in the words": book(PEOPLE, strings=f"<sst {_MAIN}>".encode() + blank),
        "a bomb that says it is small": _declared(bomb, 1_000),
        "a bomb in a bomb": layers,
        "20,000 parts": many,
        "every part in the same place": _overlapping(book(PEOPLE)),
    }


def _declared(content: bytes, size: int) -> bytes:
    """The same archive, saying of every part that it unpacks to `size`."""
    hurt = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = hurt.find(mark)
        while place >= 0:
            struct.pack_into("<I", hurt, place + offset, size)
            place = hurt.find(mark, place + 1)
    return bytes(hurt)


def _overlapping(content: bytes) -> bytes:
    """The list of contents points at the first part again and again."""
    begin, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    entry = content[begin : begin + 46 + struct.unpack_from("<H", content, begin + 28)[0]]
    times = 5_000
    tail = bytearray(content[end : end + 22])
    struct.pack_into("<HHI", tail, 8, times, times, len(entry) * times)
    return content[:begin] + entry * times + bytes(tail)


def _xml() -> dict[str, bytes]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "lol">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    )
    return {
        "a billion laughs": book(PEOPLE, strings=f"{doctype}<sst {_MAIN}><si><t>&l9;</t></si></sst>"),
        "a file of the machine": book(PEOPLE, strings=f"{doctype}<sst {_MAIN}><si><t>&f;</t></si></sst>"),
        "deep XML in a cell": book(PEOPLE + '<row r="50"><c r="A50" t="inlineStr"><is>' + "<r>" * 500_000),
        "deep XML around the sheet": book(sheet=("<a>" * 500_000).encode()),
        "deep XML in the words": book(PEOPLE, strings=(f"<sst {_MAIN}>" + "<si>" * 500_000).encode()),
        "XML without end": book(sheet=sheet(PEOPLE)[:-40]),
        "XML in wide letters": book(sheet=sheet(PEOPLE).decode().encode("utf-16")),
        "letters that XML does not have": book(PEOPLE + row(60, "王\x01\x02", "&#0;&#xFFFE;&#xD800;", "]]>")),
        "an attribute of 20 MB": book(f'<row r="{"1" * 20_000_000}"/>' + PEOPLE),
        "100,000 attributes": book("<row " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>" + PEOPLE),
    }


def _cells() -> dict[str, bytes]:
    long = "x" * 10_000_000
    wide = "".join('<c t="inlineStr"><is><t>c</t></is></c>' for _ in range(16_384))
    merged = "".join(f'<mergeCell ref="A{n}:C{n + 5}"/>' for n in range(1, 30_000))
    everything = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return {
        "a cell of 10 MB": book(PEOPLE + row(60, "王芳", long, "")),
        "a word of 10 MB": book(PEOPLE + '<row r="60"><c t="s"><v>0</v></c></row>', strings=f"<sst {_MAIN}><si><t>{long}</t></si></sst>"),
        "16,384 columns": book(f'<row r="1">{wide}</row>' * 3),
        "a cell at the far corner": book(PEOPLE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "a cell beyond the corner": book(PEOPLE + '<row r="9"><c r="ZZZZZZ99999999"><v>1</v></c></row>'),
        "a row beyond all numbers": book(PEOPLE + f'<row r="{2**64}"><c r="A{2**64}"><v>1</v></c></row>'),
        "a row numbered nothing": book(PEOPLE + '<row r="0"><c r="A0"><v>1</v></c></row><row r="-4"><c r="A-4"><v>1</v></c></row>'),
        "rows in no order": book("".join(row(n, f"王{n}", "x", "y") for n in (9, 3, 3, 7, 1)) + PEOPLE),
        "a size that lies": book(sheet=sheet(PEOPLE, before='<dimension ref="A1:XFD1048576"/>')),
        "a size that is none": book(sheet=sheet(PEOPLE, before='<dimension ref="B9:A1"/>')),
        "words that are not there": book(PEOPLE + '<row r="60"><c t="s"><v>4294967296</v></c><c t="s"><v>-1</v></c><c t="s"><v>x</v></c></row>'),
        "everything merged": book(sheet=sheet(PEOPLE, after=everything)),
        "30,000 merged cells over each other": book(sheet=sheet(PEOPLE, after=f"<mergeCells>{merged}</mergeCells>")),
        "merged upside down": book(sheet=sheet(PEOPLE, after='<mergeCells><mergeCell ref="C9:A1"/><mergeCell ref="x"/></mergeCells>')),
        "formulas without results": book(PEOPLE + '<row r="60"><c r="A60"><f>A1&amp;B1</f></c><c r="B60" t="str"><f>1/0</f><v></v></c></row>'),
        "errors in cells": book(PEOPLE + '<row r="60">' + "".join(f'<c t="e"><v>{e}</v></c>' for e in ("#REF!", "#N/A", "#OOPS!")) + "</row>"),
        "impossible numbers": book(PEOPLE + '<row r="60">' + "".join(f"<c><v>{v}</v></c>" for v in ("1e999", "-1e999", "NaN", "0x10", "")) + "</row>"),
        "impossible dates": book(PEOPLE + '<row r="60">' + "".join(f'<c t="d"><v>{v}</v></c>' for v in ("0000-00-00", "99999-1-1", "x")) + "</row>"),
        "unknown kinds of cells": book(PEOPLE + '<row r="60"><c t="zz"><v>1</v></c><c t=""><v>2</v></c></row>'),
        "a million empty rows": book(PEOPLE + "".join(f'<row r="{n}"/>' for n in range(100, 1_000_000))),
        "a row a thousand columns to the right": book(PEOPLE + '<row r="60"><c r="ALM60"><v>1</v></c></row>'),
    }  # fmt: skip


def _structure() -> dict[str, bytes]:
    def workbook(sheets: str) -> str:
        return f'<workbook {_MAIN} xmlns:r="{_KIND}"><sheets>{sheets}</sheets></workbook>'

    def target(place: str) -> str:
        return f'<Relationships {_RELS}><Relationship Id="r1" Type="{_KIND}/worksheet" Target="{place}"/></Relationships>'

    one = '<sheet name="A" sheetId="1" r:id="r1"/>'
    return {
        "no sheets": book(PEOPLE, workbook=workbook("")),
        "a sheet that is not there": book(PEOPLE, rels=target("worksheets/none.xml")),
        "a sheet outside of the house": book(PEOPLE, rels=target("../../../../etc/passwd")),
        "a sheet on another machine": book(PEOPLE, rels=target("http://localhost:1/sheet.xml")),
        "a hundred times the same sheet": book(PEOPLE, workbook=workbook("".join(one.replace('"A"', f'"A{n}"') for n in range(100)))),
        "a hidden sheet": book(PEOPLE, workbook=workbook(one.replace("/>", ' state="veryHidden"/>'))),
        "a sheet with a long name": book(PEOPLE, workbook=workbook(one.replace('"A"', f'"{"[名]:*?/" * 100}"'))),
        "a sheet without a name": book(PEOPLE, workbook=workbook(one.replace('name="A" ', ""))),
        "two sheets of one name": book(PEOPLE, workbook=workbook(one + one)),
        "no list of parts": packed({"xl/workbook.xml": "<workbook/>"}),
        "nothing inside": packed({}),
        "bare XML": packed({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b""}),
        "the other epoch": book(PEOPLE, workbook=workbook(one).replace("<sheets>", '<workbookPr date1904="maybe"/><sheets>')),
        "people and their visits, the other way round": xlsx({"就诊": visits(), "患者": ZH}),
    }  # fmt: skip


def _lists_of_contents() -> dict[str, bytes]:
    sound = book(PEOPLE)
    begin = sound.find(b"PK\x01\x02")
    return {
        "packed another way": _repacked(sound, zipfile.ZIP_LZMA),
        "packed in a third way": _repacked(sound, zipfile.ZIP_BZIP2),
        "a checksum that lies": sound[: begin + 16] + b"\0\0\0\0" + sound[begin + 20 :],
        "no list of contents": sound[:begin],
        "two lists of contents": sound + sound[begin:],
        "words before it": b"x" * 1_000 + sound,
        "words after it": sound + b"x" * 70_000,
        "a larger list announced": sound[:-12] + struct.pack("<H", 60_000) + sound[-10:],
    }


def _repacked(content: bytes, method: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()}, method)


def _locked() -> dict[str, bytes]:
    plain, locked = io.BytesIO(xlsx({"患者": ZH})), io.BytesIO()
    OOXMLFile(plain).encrypt("geheim", locked)
    flagged = bytearray(book(PEOPLE))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = flagged.find(mark)
        while place >= 0:
            flagged[place + offset] |= 1
            place = flagged.find(mark, place + 1)
    content = locked.getvalue()
    return {
        "locked": content,
        "locked and cut": content[: len(content) // 2],
        "locked parts": bytes(flagged),
        "a locked table": packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x",
                                  "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}),
    }  # fmt: skip


def _open_document() -> dict[str, bytes]:
    sound = ods(RU)
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts["content.xml"].decode()

    def changed(old: str, new: str, count: int = 1) -> bytes:
        return packed({**parts, "content.xml": content.replace(old, new, count)})

    again = '<table:table-{} table:number-{}s-repeated="{}"'
    return {
        "a row a million times": changed("<table:table-row", again.format("row", "row", 1_048_576)),
        "all rows a thousand times": changed("<table:table-row", again.format("row", "row", 1_000), -1),
        "a cell 16,384 times": changed("<table:table-cell", again.format("cell", "column", 16_384)),
        "a cell four billion times": changed("<table:table-cell", again.format("cell", "column", 2**32)),
        "rows and cells without end": changed("<table:table-row", again.format("row", "row", 2**31)),
        "a cell less than no times": changed("<table:table-cell", again.format("cell", "column", -5)),
        "deep text": changed("<text:p>", "<text:p>" + "<text:span>" * 300_000),
        "no content": packed({name: part for name, part in parts.items() if name != "content.xml"}),
        "another content": packed({**parts, "content.xml": b"<html><table><tr><td>1</td></tr></table></html>"}),
    }


def _old(chance: Random) -> dict[str, bytes]:
    sound = xls(ZH)
    begin = sound.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    first = begin + 4 + struct.unpack_from("<H", sound, begin + 2)[0]
    lock = struct.pack("<HH", 0x2F, 6) + bytes(6)
    size = sound.find(struct.pack("<HH", 0x200, 14))
    huge = struct.pack("<IIHHH", 0, 2**31, 0, 2**15, 0)
    loop = bytearray(sound)
    for place in range(512 * (1 + struct.unpack_from("<I", sound, 76)[0]), len(loop) - 4, 4):
        if place > len(loop) - 512:
            break
        struct.pack_into("<I", loop, place, 1)
    lying = bytearray(sound)
    for _ in range(5):
        struct.pack_into("<H", lying, first + chance.randrange(0, 4_000), 0xFFF0)
    formulas = xlwt.Workbook()
    page = formulas.add_sheet("A")
    page.write(0, 0, "姓名")
    for number in range(1, 50):
        page.write(number, 0, xlwt.Formula('"a"&"b"'))
        page.write(number, 1, xlwt.Formula("1/0"))
    target = io.BytesIO()
    formulas.save(target)
    return {
        "an old locked book": sound[:first] + lock + sound[first + len(lock) :],
        "an old book of huge size": sound[: size + 4] + huge + sound[size + 18 :],
        "an old book whose pieces go round": bytes(loop),
        "an old book whose lengths lie": bytes(lying),
        "an old book of formulas": target.getvalue(),
        "the head of an old book": sound[:512],
        "an old book without its end": sound[: begin + 3_000],
        "an old book twice": sound + sound,
    }
