"""What a file holds, counted without the importer: its letters line by line, or the rows of its sheets."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook

_ENDS = re.compile("\r\n|\r|\n")
_DECLARED = re.compile(r'"?sep=(.)"?\s*$', re.I)
# a cell that holds nothing else is empty to the importer
_ERRORS = re.compile(r"#(?:REF!|VALUE!|NAME\?|NUM!|NULL!|DIV/0!|N/A)")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST_REPEATED = 10_000


def letters(words: str) -> int:
    """Letters and digits in their composed form: what cutting into cells and trimming cannot change."""
    return sum(map(str.isalnum, unicodedata.normalize("NFC", _ERRORS.sub("", words))))


def letters_by_line(path: Path, encoding: str) -> list[int]:
    """Of every line of a text file, the first one first. A line that only declares the separator holds none."""
    words = path.read_bytes().decode(encoding, "replace").removeprefix("\ufeff")
    lines = _ENDS.split(words)
    if lines and _DECLARED.match(lines[0]):
        lines[0] = ""
    return [letters(line) for line in lines]


def rows_of_workbook(path: Path) -> dict[str, set[int]]:
    """Sheet → the rows in which something stands, as another program reads them. Raises whatever that raises."""
    book = load_workbook(path, read_only=True, data_only=True)
    found: dict[str, set[int]] = {}
    for page in book.worksheets:
        page.reset_dimensions()
        rows = enumerate(page.iter_rows(values_only=True), start=1)
        found[page.title] = {
            number for number, values in rows if any(value is not None and letters(str(value)) for value in values)
        }
    return found


def rows_of_open_document(path: Path) -> dict[str, set[int]]:
    """The same of an ODS file."""
    with zipfile.ZipFile(path) as archive:
        content = ElementTree.fromstring(archive.read("content.xml"))
    found: dict[str, set[int]] = {}
    for table in content.iter(f"{_TABLE}table"):
        number, rows = 0, set()
        for row in table.iter(f"{_TABLE}table-row"):
            times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
            if letters("".join(row.itertext())):
                rows |= set(range(number + 1, number + 1 + min(times, _MOST_REPEATED)))
            number += times
        found[table.get(f"{_TABLE}name", "")] = rows
    return found
