"""A file that cannot be read is refused for what it is, in a sentence that says what to do."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation
from msoffcrypto.format.ooxml import OOXMLFile

from rapport.importing.reading.refusals import MESSAGES, Refusal, Unreadable
from rapport.importing.tests.uploads import ods, part_replaced, read_whole, xls, xlsx


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
