"""Which day a workbook counts its dates from: 1900, or 1904 as old Mac Excel did."""

import re
import zipfile
from pathlib import Path

from .biff import DATEMODE, opening_records
from .formats import Format

_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true|on)["']""")
_WORKBOOK_PART = 4 * 1024 * 1024


def counts_from_1904(path: Path, format: Format) -> bool:
    """Whether bare day numbers of this workbook count from 1904. Dates shown as dates are already right."""
    if format is Format.XLSX:
        return _xlsx_counts_from_1904(path)
    if format is Format.XLS:
        return opening_records(path).get(DATEMODE, b"\0")[:1] == b"\1"
    return False


def _xlsx_counts_from_1904(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as workbook:
            return bool(_DATE_1904.search(workbook.read(_WORKBOOK_PART)))
