"""Which day a workbook counts its dates from: 1900, or 1904 as old Mac Excel did."""

import mmap
import re
import struct
import zipfile
from pathlib import Path

from .recognise import Format

_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true|on)["']""")
_WORKBOOK_PART = 4 * 1024 * 1024

_SECTOR = 512
_BIFF_START = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_DATEMODE, _EOF = 0x22, 0x0A
_RECORDS_LOOKED_AT = 200


def counts_from_1904(path: Path, format: Format) -> bool:
    """Whether bare day numbers of this workbook count from 1904. Dates shown as dates are already right."""
    if format is Format.XLSX:
        return _xlsx_counts_from_1904(path)
    if format is Format.XLS:
        return _xls_counts_from_1904(path)
    return False


def _xlsx_counts_from_1904(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as workbook:
            return bool(_DATE_1904.search(workbook.read(_WORKBOOK_PART)))


def _xls_counts_from_1904(path: Path) -> bool:
    """Walk the records that open the workbook stream; it begins at a sector, and DATEMODE stands near its
    start.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        starts = (whole.find(mark) for mark in _BIFF_START)
        start = next((place for place in starts if place >= 0 and place % _SECTOR == 0), None)
        if start is None:
            return False
        for _ in range(_RECORDS_LOOKED_AT):
            if start + 6 > len(whole):
                return False
            kind, length = struct.unpack_from("<HH", whole, start)
            if kind == _DATEMODE:
                return bool(whole[start + 4])
            if kind == _EOF:
                return False
            start += 4 + length
    return False
