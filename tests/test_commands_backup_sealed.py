"""An encrypted backup opens with its key alone, and not at all once a byte of it was changed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyrage
import pytest

from rapport.config import cli
from rapport.config.archive.sealing import header, pieces
from rapport.config.archive.sealing.pieces import PIECE, sealed, unsealed
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

KEY = "correct horse battery staple"
SEALED_PIECE = PIECE + pieces.TAG


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing is made no harder than a test needs."""
    monkeypatch.setattr(header, "WORK", 8)


def sealed_bytes(content: bytes, key: str = KEY) -> bytes:
    target = io.BytesIO()
    with sealed(target, key) as sealing:
        for start in range(0, len(content), 10_007):
            sealing.write(content[start : start + 10_007])
    return target.getvalue()


def opened_bytes(content: bytes, key: str = KEY) -> bytes:
    return unsealed(io.BytesIO(content), key).read()


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000])
def test_what_is_sealed_opens_here_and_elsewhere(size: int) -> None:
    """A library that knows nothing of ours opens what we seal."""
    content = bytes(number * 31 % 251 for number in range(size))
    assert opened_bytes(sealed_bytes(content)) == content
    assert pyrage.passphrase.decrypt(sealed_bytes(content), KEY) == content


def test_a_sealed_file_is_read_at_any_place() -> None:
    content = bytes(range(256)) * 1_000
    found = unsealed(io.BytesIO(sealed_bytes(content)), KEY)
    for place in (0, PIECE - 3, 2 * PIECE, len(content) - 5, 17):
        found.seek(place)
        assert found.read(10) == content[place : place + 10]


def test_two_of_the_same_are_not_the_same() -> None:
    assert sealed_bytes(b"the same") != sealed_bytes(b"the same")


def spoilt() -> dict[str, bytes]:
    """A file of four pieces, spoilt in every way somebody without the key can think of."""
    whole = sealed_bytes(bytes(3 * PIECE + 100))
    start = len(whole) - 3 * SEALED_PIECE - 100 - pieces.TAG
    head, first, second = whole[:start], whole[start:][:SEALED_PIECE], whole[start + SEALED_PIECE :][:SEALED_PIECE]
    rest = whole[start + 2 * SEALED_PIECE :]
    return {
        "swapped": head + second + first + rest,
        "repeated": head + first + first + rest,
        "one taken out": head + first + rest,
        "cut off between pieces": head + first + second,
        "cut off in a piece": whole[:-50],
        "nothing but the head": head,
        "half a head": head[:100],
        "one added": whole + second,
        "a byte added": whole + b"\0",
        **{
            f"a bit of the {part}": _flipped(whole, place)
            for part, place in {
                "salt": 40,
                "locked key": 80,
                "code of the head": 130,
                "start of the pieces": start - 3,
                "first piece": start + 9,
                "end": len(whole) - 1,
            }.items()
        },
    }


def _flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def opens(content: bytes) -> bool:
    try:
        opened_bytes(content)
    except Refused:
        return False
    return True


def test_what_was_tampered_with_does_not_open() -> None:
    assert not [way for way, content in spoilt().items() if opens(content)]


def test_a_header_cannot_make_us_work_for_hours() -> None:
    costly = sealed_bytes(b"x").replace(b" 8\n", b" 30\n", 1)
    with pytest.raises(Refused) as refusal:
        opened_bytes(costly)
    assert refusal.value.code == "other_lock"


# the commands


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "backup.key"
    path.write_text(f"{KEY}\n")
    return path


@pytest.fixture
def clinic(owner: User, zhou: Patient, tmp_path: Path, settings: Any) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "photo.jpg").write_bytes(b"\xff\xd8 a photo")
    return tmp_path / "kept.age"


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.django_db(transaction=True)
def test_a_sealed_backup_is_put_back_with_its_key(
    clinic: Path, key: Path, zhou: Patient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["backup", str(clinic), "--key-file", str(key), "--json"]) == 0
    taken = told(capsys)
    assert taken["encrypted"] and zhou.full_name.encode() not in clinic.read_bytes()
    Patient.objects.update(full_name="?")
    (clinic.parent / "files" / "photo.jpg").unlink()
    monkeypatch.setenv("RAPPORT_BACKUP_KEY_FILE", str(key))
    assert cli.main(["backup", "--check", str(clinic), "--json"]) == 0
    assert told(capsys)["contents"] == taken["contents"]
    assert cli.main(["restore", str(clinic), "--yes", "--replace", "--json"]) == 0
    assert told(capsys)["contents"] == taken["contents"]
    assert Patient.objects.get().full_name == zhou.full_name
    monkeypatch.delenv("RAPPORT_BACKUP_KEY_FILE")
    assert cli.main(["backup", str(clinic), "--json"]) == 0
    assert told(capsys)["contents"] == taken["contents"], "sealed or not, before or after: the same clinic"


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_without_the_right_key_nothing_is_touched(
    clinic: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["backup", str(clinic), "--key-file", str(key)]) == 0
    Patient.objects.update(full_name="as it is now")
    for given, words in (
        (None, "--key-file"),
        (b"another key, long enough\n", "another one"),
        (b"short", "at least 16"),
        (b"\xff" * 32, "at least 16"),
        (b"", "at least 16"),
    ):
        key.write_bytes(given or b"")
        with_key = [] if given is None else ["--key-file", str(key)]
        for command in (["restore", "--yes", "--replace"], ["backup", "--check"]):
            capsys.readouterr()
            assert cli.main([*command, str(clinic), *with_key]) == 1, (given, command)
            line = capsys.readouterr().err
            assert words in line and line.count("\n") == 1, (given, command)
    assert Patient.objects.get().full_name == "as it is now"
    assert (clinic.parent / "files" / "photo.jpg").exists()


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_an_open_archive_does_not_pass_for_a_sealed_one(
    clinic: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever can write where the backups lie must not be able to slip in one of their own."""
    assert cli.main(["backup", str(clinic)]) == 0
    assert cli.main(["restore", str(clinic), "--yes", "--replace", "--key-file", str(key)]) == 1
    assert "not encrypted" in capsys.readouterr().err


def test_a_key_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["backup", "--check", str(tmp_path / "x"), "--key-file", str(tmp_path / "gone.key")]) == 1
    assert "gone.key" in capsys.readouterr().err
