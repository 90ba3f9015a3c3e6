"""Whatever is brought in, the answer is rows or a clear refusal: soon, and in bounded memory."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlwt
from django.utils import translation
from msoffcrypto.format.ooxml import OOXMLFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from rapport.importing.reading.book import open_book
from rapport.importing.reading.limits import Limits
from rapport.importing.reading.refusals import MESSAGES, Refusal, Unreadable
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
    return _saved(workbook.save)


def xls() -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("A")
    for place, row in enumerate(PEOPLE):
        for column, value in enumerate(row):
            sheet.write(place, column, value)
    return _saved(workbook.save)


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
    return _saved(document.save)


def csv() -> bytes:
    return "\r\n".join(f'{name};"{phone}";{other}' for name, phone, other in PEOPLE).encode("gb18030")


def html() -> bytes:
    rows = "".join(f"<tr><td rowspan=1>{name}<td>{phone}<td>{other}</tr>" for name, phone, other in PEOPLE)
    return f"<html><table>{rows}</table></html>".encode()


def _saved(save: Callable[[io.BytesIO], Any]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


KINDS = {"xlsx": xlsx, "xls": xls, "ods": ods, "csv": csv, "html": html}


def mutations(content: bytes, count: int, chance: Random) -> Iterator[bytes]:
    """Cut short, bits flipped, parts swapped, doubled, removed or overwritten."""
    for _ in range(count):
        here, there = sorted(chance.randrange(len(content)) for _ in range(2))
        length = chance.randrange(1, 200)
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield chance.choice(
            (
                content[:there],
                bytes(flipped),
                bytes(flipped),
                content[:here] + content[there : there + length] + content[here + length :],
                content[:here] + content[here : here + length] * 3 + content[here + length :],
                content[:here] + content[here + length :],
                content[:here] + chance.randbytes(length) + content[here + length :],
            )
        )


def repacked(content: bytes, chance: Random) -> bytes:
    """A sound archive with damage inside one part, so that the parser meets it and not the checksum."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        hurt = chance.choice([name for name in source.namelist() if name.endswith(".xml")])
        for name in source.namelist():
            part = source.read(name)
            out.writestr(name, next(mutations(part, 1, chance)) if name == hurt and part else part)
    return target.getvalue()


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


@pytest.mark.parametrize("kind", KINDS)
def test_sound_file_is_read(tmp_path: Path, kind: str) -> None:
    assert read_whole(tmp_path, KINDS[kind]()) == len(PEOPLE) - 1


def test_the_quarantined_process_imports_only_what_it_needs() -> None:
    """Every pass over a workbook pays for it: the asking side and what other formats take stay outside."""
    asked = "import sys, rapport.importing.reading.inside; print(*sys.modules)"
    imported = subprocess.check_output([sys.executable, "-P", "-c", asked], text=True).split()
    assert "rapport.importing.reading.typed_cells" in imported
    others = {"django", "dataclasses", "zipfile", "html.parser", "rapport.lib.quarantine"}
    assert not others & set(imported)


@pytest.mark.parametrize("kind", KINDS)
def test_mutations_give_rows_or_a_refusal(tmp_path: Path, kind: str) -> None:
    chance = Random(kind)
    content = KINDS[kind]()
    limits = Limits(memory_bytes=256 * 1024 * 1024)  # soon met
    for mutated in mutations(content, 6, chance):
        read_whole(tmp_path, mutated, limits)
    if kind in ("xlsx", "ods"):
        for _ in range(6):
            read_whole(tmp_path, repacked(content, chance), limits)


def part_replaced(content: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.namelist():
            out.writestr(entry, part if entry == name else source.read(entry))
        if name not in source.namelist():
            out.writestr(name, part)
    return target.getvalue()


def sheet_of(cells: bytes, before: bytes = b"") -> bytes:
    sheet = (
        b'<?xml version="1.0"?>'
        + before
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + cells + b"</sheetData></worksheet>"
    )
    return part_replaced(xlsx(), "xl/worksheets/sheet1.xml", sheet)


def test_two_cells_at_the_ends_of_a_huge_sheet_eat_no_memory(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert read_whole(tmp_path, sheet_of(cells)) is Refusal.TOO_MUCH_MEMORY


def test_cell_beyond_any_sheet_is_refused(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="ZZZZZZZ99999999999"><v>1</v></c></row>'
    assert read_whole(tmp_path, sheet_of(cells)) in (
        *(Refusal.BROKEN, Refusal.TOO_MANY_COLUMNS, Refusal.TOO_MANY_ROWS),
    )


def test_stray_cell_far_to_the_right_is_refused_with_advice(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    assert read_whole(tmp_path, sheet_of(cells)) is Refusal.TOO_MANY_COLUMNS


def test_stray_cell_far_below_is_read_soon(tmp_path: Path) -> None:
    cells = (
        b'<row r="1"><c r="A1" t="str"><v>Name</v></c><c r="B1" t="str"><v>Phone</v></c></row>'
        b'<row r="2"><c r="A2" t="str"><v>Ann</v></c></row><row r="30000"><c r="T30000"><v>2</v></c></row>'
    )
    assert read_whole(tmp_path, sheet_of(cells)) == 30_000 - 1


def test_row_too_long_to_hold_is_refused(tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="A1" t="str"><v>' + b"ha" * 600_000 + b"</v></c></row>"
    assert read_whole(tmp_path, sheet_of(cells)) is Refusal.TOO_LONG_LINE


def test_entities_do_not_explode(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(12)
    )
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&m;</t></is></c></row>'
    answer = read_whole(tmp_path, sheet_of(cells, laughs + b"]>"), Limits(memory_bytes=256 * 1024 * 1024))
    assert isinstance(answer, int) or answer is Refusal.BROKEN


def test_repeated_cells_of_an_ods_eat_no_memory(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(ods())) as source:
        content = source.read("content.xml")
    bomb = content.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="2000000000">', 1)
    bomb = bomb.replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" ', 1)
    assert read_whole(tmp_path, part_replaced(ods(), "content.xml", bomb)) in (
        *(Refusal.TOO_MUCH_MEMORY, Refusal.BROKEN, Refusal.TOO_MANY_ROWS, Refusal.TOO_MANY_COLUMNS),
    )


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = part_replaced(xlsx(), "xl/media/big.bin", bytes(15 * 1024 * 1024))
    limits = Limits(archive_ratio_from_bytes=10 * 1024 * 1024)
    assert read_whole(tmp_path, bomb, limits) is Refusal.ZIP_BOMB


def test_archive_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO(xlsx())
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(200):
            archive.writestr(f"xl/part{number}.xml", "")
    assert read_whole(tmp_path, target.getvalue(), Limits(archive_entries=100)) is Refusal.ZIP_BOMB


def test_lying_sizes_are_refused(tmp_path: Path) -> None:
    content = bytearray(part_replaced(xlsx(), "xl/media/big.bin", bytes(5 * 1024 * 1024)))
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/media/big.bin"))
    content[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    assert read_whole(tmp_path, bytes(content)) is Refusal.BROKEN


def test_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    page = b"<html><table>" + b"<tr><td>x<td>y" * 400_000 + b"</table>"
    assert read_whole(tmp_path, page, Limits(cpu_seconds=1)) is Refusal.TOO_SLOW


def locked_xlsx() -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx())).encrypt("secret", target)
    return target.getvalue()


def locked_xls() -> bytes:
    """FILEPASS in the place of the record behind the beginning of the workbook."""
    content = bytearray(xls())
    record = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[record : record + 2] = b"\x2f\x00"
    return bytes(content)


def locked_ods() -> bytes:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    return part_replaced(ods(), "META-INF/manifest.xml", manifest)


def locked_archive() -> bytes:
    content = bytearray(xlsx())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize("locked", [locked_xlsx, locked_xls, locked_ods, locked_archive])
def test_password_is_named_as_the_reason(tmp_path: Path, locked: Callable[[], bytes]) -> None:
    assert read_whole(tmp_path, locked()) is Refusal.PASSWORD_PROTECTED


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", Refusal.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), Refusal.NOT_A_TABLE),
        (b"\xff\xd8\xff\xe0" + bytes(40), Refusal.NOT_A_TABLE),
        (b"SQLite format 3\x00" + bytes(90), Refusal.NOT_A_TABLE),
        (b"{\\rtf1 hello}", Refusal.NOT_A_TABLE),
        (zipped("[Content_Types].xml", "word/document.xml"), Refusal.NOT_A_TABLE),
        (b'<?xml version="1.0"?><people/>', Refusal.NOT_A_TABLE),
        (b"<html><body><p>Session expired</p></body></html>", Refusal.NOT_A_TABLE),
        (zipped("clients.csv"), Refusal.ARCHIVE),
        (b"\x1f\x8b\x08" + bytes(40), Refusal.ARCHIVE),
        (zipped("Index/Document.iwa"), Refusal.OTHER_SPREADSHEET),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            Refusal.OTHER_SPREADSHEET,
        ),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Refusal.OTHER_SPREADSHEET),
        (b"PK\x03\x04" + bytes(40), Refusal.BROKEN),
        (xlsx()[:-300], Refusal.BROKEN),
        (xls()[:1500], Refusal.BROKEN),
        (b"", Refusal.EMPTY),
    ],
)
def test_other_files_are_refused_for_what_they_are(tmp_path: Path, content: bytes, code: Refusal) -> None:
    assert read_whole(tmp_path, content) is code


@pytest.mark.parametrize("code", Refusal)
def test_every_refusal_has_a_sentence(code: Refusal) -> None:
    with translation.override("en"):
        sentence = Unreadable(code, name="клиенты 50%.csv", limit=200).message
    assert "клиенты 50%.csv" in sentence
    assert "%(" not in sentence
    assert MESSAGES[code].count(".") >= 2, "it says what to do"
