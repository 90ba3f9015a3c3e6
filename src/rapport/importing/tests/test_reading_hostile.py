"""Whatever is brought in is refused soon, and in bounded memory."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from rapport.importing.reading.limits import Limits
from rapport.importing.reading.refusals import Refusal
from rapport.importing.tests.uploads import ods, part_replaced, read_whole, xlsx


def test_the_quarantined_process_imports_only_what_it_needs() -> None:
    """Every pass over a workbook pays for it: the asking side and what other formats take stay outside."""
    asked = "import sys, rapport.importing.reading.inside; print(*sys.modules)"
    imported = subprocess.check_output([sys.executable, "-P", "-c", asked], text=True).split()
    assert "rapport.importing.reading.typed_cells" in imported
    others = {"django", "dataclasses", "zipfile", "html.parser", "rapport.lib.quarantine"}
    assert not others & set(imported)


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
