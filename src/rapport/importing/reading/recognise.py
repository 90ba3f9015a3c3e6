"""What a file really is, by its content: its name says little."""

import mmap
import re
import zipfile
from pathlib import Path

from .biff import FILEPASS, opening_records
from .formats import Format
from .refusals import Refusal, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Worksheets of Excel 2 to 4, from before the OLE container.
OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
NOT_TABLES = (
    *(b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00"),
    *(b"\x7fELF", b"MZ\x90", b"SQLite format 3", b"\x00\x01\x00\x00Standard", b"ID3", b"%!PS", b"#!/"),
)
_MARKUP = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|table|head|body|meta|style)\b", re.I | re.S)


def recognise(path: Path) -> Format:
    """The format of the file. Raises Unreadable (without a name) for what is not a table or is locked."""
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        raise Unreadable(Refusal.EMPTY)
    if head.startswith(ZIP):
        return _inside_zip(path)
    if head.startswith(OLE):
        return _inside_ole(path)
    if head.startswith(ARCHIVES) or head[257:262] == b"ustar":
        raise Unreadable(Refusal.ARCHIVE)
    if head.startswith(NOT_TABLES) or head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Unreadable(Refusal.NOT_A_TABLE)
    if head.startswith(OLD_EXCEL):
        raise Unreadable(Refusal.OTHER_SPREADSHEET)
    return _inside_text(head)


def _inside_zip(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    mimetype = stream.read(100)
    except Exception as broken:  # zipfile raises a dozen kinds for damaged archives
        raise Unreadable(Refusal.BROKEN) from broken
    if "xl/workbook.bin" in names:
        return Format.XLSB
    if any(name.startswith("xl/") for name in names):
        return Format.XLSX
    if b"opendocument.spreadsheet" in mimetype or ("content.xml" in names and not mimetype):
        return Format.ODS
    if any(name.startswith(("word/", "ppt/")) for name in names) or b"opendocument" in mimetype:
        raise Unreadable(Refusal.NOT_A_TABLE)
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable(Refusal.OTHER_SPREADSHEET)
    raise Unreadable(Refusal.ARCHIVE)


def _inside_ole(path: Path) -> Format:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:

        def holds(stream: str) -> bool:
            return whole.find(stream.encode("utf-16-le") + b"\0\0") >= 0

        if holds("EncryptedPackage"):
            raise Unreadable(Refusal.PASSWORD_PROTECTED)
        if holds("Workbook") or holds("Book"):
            if FILEPASS in opening_records(path):
                raise Unreadable(Refusal.PASSWORD_PROTECTED)
            return Format.XLS
        if not holds("Root Entry"):
            raise Unreadable(Refusal.BROKEN)
    raise Unreadable(Refusal.NOT_A_TABLE)


def _inside_text(head: bytes) -> Format:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = text.replace(b"\0", b"")[2:]
    if _MARKUP.match(text):
        return Format.HTML
    if text.lstrip().startswith(b"<?xml"):
        if re.search(rb"<(?:\w+:)?html\b", text, re.I):
            return Format.HTML
        if b"schemas-microsoft-com:office:spreadsheet" in text or b"opendocument" in text:
            raise Unreadable(Refusal.OTHER_SPREADSHEET)
        raise Unreadable(Refusal.NOT_A_TABLE)
    if text.startswith(b"MIME-Version:") or text.startswith(b"ID;P"):  # web archive of Excel, SYLK
        raise Unreadable(Refusal.OTHER_SPREADSHEET)
    return Format.DELIMITED
