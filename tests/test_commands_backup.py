"""A backup holds everything, fits every database, and nothing that is not one gets in."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from rapport.care.models import Visit
from rapport.config import cli
from rapport.config.archive import reading, tables
from rapport.config.archive.loading import restore
from rapport.config.archive.manifest import NAME
from rapport.config.archive.reading import opened
from rapport.config.archive.tables import kept_models
from rapport.config.archive.writing import take_backup
from rapport.lib.refusal import Refused
from rapport.people.models import Note, Patient
from rapport.staff.models import Branch, Restoration, User
from tests.databases import Contents, contents

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "imports").mkdir(parents=True)
    (folder / "imports" / "名单.csv").write_bytes(b"name\r\n\xff\x00")
    return folder


@pytest.fixture
def clinic(owner: User, riverside: Branch) -> Patient:
    """A person with what every kind of column holds: text in three scripts, moments, days, money, nothing."""
    person = Patient.objects.create(
        branch=riverside, full_name="曾雅 Ёлкина “Z”", remark="line\nline\t\\", sort_key="z"
    )
    Note.objects.create(patient=person, text="😀", by=owner, at="2026-03-01T08:00:00.000123+08:00")
    Visit.objects.create(patient=person, branch=riverside, day="2026-03-01", dentist=None)
    return person


@pytest.fixture
def archive(tmp_path: Path, clinic: Patient, files: Path) -> Path:
    target = tmp_path / "kept.zip"
    take_backup(target, files)
    return target


@pytest.fixture(scope="module")
def taken() -> dict[str, bytes]:
    """What the first who asked for a `sound` archive took."""
    return {}


@pytest.fixture
def sound(tmp_path: Path, clinic: Patient, files: Path, taken: dict[str, bytes]) -> Path:
    """An archive of such a clinic, taken for all who look at the file alone, and for whom nothing is put back."""
    target = tmp_path / "kept.zip"
    if not taken:
        take_backup(target, files)
        taken["archive"] = target.read_bytes()
    target.write_bytes(taken["archive"])
    return target


def said() -> dict[str, tables.Contents]:
    """What the rows of every table that a backup holds say, in whatever way the database writes it."""
    return {label: tables.contents(model, "default") for label, model in kept_models().items()}


def everything() -> Contents:
    """All rows of the tables that a backup holds, to the letter."""
    kept, rows = {model._meta.db_table for model in kept_models().values()}, contents()
    assert kept <= rows.keys()
    return {table: rows[table] for table in kept}


def test_what_was_changed_and_erased_comes_back(archive: Path, files: Path, clinic: Patient) -> None:
    before = said()
    Patient.objects.update(full_name="?")
    Note.objects.all().delete()
    (files / "imports" / "名单.csv").write_text("other")
    (files / "later").write_text("came after")
    with opened(archive) as found:
        restore(found, files, name=archive.name)
    assert said() == before
    assert Patient.objects.get().full_name == clinic.full_name
    assert [path.name for path in files.rglob("*") if path.is_file()] == ["名单.csv"]
    assert (files / "imports" / "名单.csv").read_bytes() == b"name\r\n\xff\x00"


def test_ids_go_on_after_those_restored(archive: Path, files: Path, clinic: Patient, riverside: Branch) -> None:
    with opened(archive) as found:
        restore(found, files, name=archive.name)
    newcomer = Patient.objects.create(branch=riverside, full_name="new", sort_key="n")
    assert newcomer.pk > clinic.pk


def test_the_backup_of_an_old_installation_fits_a_new_one(archive: Path, files: Path, clinic: Patient) -> None:
    MigrationRecorder(connection).record_applied("people", "0002_of_the_first_days")  # no longer with the program
    with opened(archive) as found:
        restore(found, files, name=archive.name)
    assert Patient.objects.get().full_name == clinic.full_name


def test_it_holds_every_table_but_sessions_and_queue_for_its_owner_alone(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with opened(archive) as found:
        kept = set(found.manifest.tables)
    ours = {model._meta.db_table for model in kept_models().values()}
    missing = set(connection.introspection.table_names()) - ours
    assert missing <= {
        "django_migrations", "django_session", "usersessions_usersession", "cache_entry", "staff_restoration",
        "django_q_ormq", "django_q_schedule", "django_q_task", "sqlite_sequence",
    }  # fmt: skip
    assert {"staff.user", "people.patient", "auditlog.logentry", "mfa.authenticator"} <= kept


def test_a_failure_midway_leaves_all_as_it_was(
    archive: Path, files: Path, clinic: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    Patient.objects.update(full_name="as it is now")
    before = everything()
    monkeypatch.setattr("rapport.config.archive.loading._set_sequences", lambda: 1 / 0)
    with opened(archive) as found, pytest.raises(ZeroDivisionError):
        restore(found, files, name=archive.name)
    assert everything() == before
    assert [path.name for path in files.iterdir()] == ["imports"]


def rewritten(archive: Path, change: Callable[[str, bytes], list[tuple[str, bytes]]]) -> Path:
    """The archive with every member passed through `change`."""
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            for name, content in change(member, old.read(member)):
                new.writestr(name, content)
    return target


def _manifest(**said: object) -> Callable[[str, bytes], list[tuple[str, bytes]]]:
    def change(name: str, content: bytes) -> list[tuple[str, bytes]]:
        return [(name, json.dumps({**json.loads(content), **said}).encode() if name == NAME else content)]

    return change


def _climbing(path: str) -> Callable[[str, bytes], list[tuple[str, bytes]]]:
    """A file that the manifest names, too, but outside of the folder."""

    def change(name: str, content: bytes) -> list[tuple[str, bytes]]:
        if name.startswith("files/"):
            return [(f"files/{path}", content)]
        if name == NAME:
            said = json.loads(content)
            (file,) = said["files"].values()
            said["files"] = {path: file}
            return [(name, json.dumps(said).encode())]
        return [(name, content)]

    return change


@pytest.mark.one_database
@pytest.mark.parametrize(
    "change",
    [
        _manifest(format=2),
        _manifest(tables={}),
        _manifest(migrations={"people": ["0001_initial"]}),
        _manifest(files={"x": {"bytes": "many", "sha256": "0"}}),
        _climbing("../../escaped"),
        _climbing("/tmp/escaped"),
        _climbing("a/./b"),
        _climbing("C:\\escaped"),
        lambda name, content: [] if name == NAME else [(name, content)],
        lambda name, content: [] if name == "tables/people.note.jsonl" else [(name, content)],
        lambda name, content: [(name, content.replace(b"2026-03-01", b"2026-03-02"))],
        lambda name, content: [(name, content), ("files/extra", b"x")] if name == NAME else [(name, content)],
        lambda name, content: [(name, content + bytes(30_000_000 * name.endswith("note.jsonl")))],
    ],
)  # fmt: skip
def test_what_is_no_sound_backup_is_refused_before_anything_is_written(
    sound: Path,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[str, bytes], list[tuple[str, bytes]]],
) -> None:
    monkeypatch.setattr(reading, "ALWAYS_ALLOWED", 1_000_000)
    before, hostile = everything(), rewritten(sound, change)
    with pytest.raises(Refused), opened(hostile) as found:
        restore(found, files, name=sound.name)
    assert everything() == before
    assert not (files.parent.parent / "escaped").exists()
    assert (files / "imports" / "名单.csv").exists()


@pytest.mark.one_database
@pytest.mark.parametrize("keep", [0, 3, 200, 0.5, 0.999])
def test_a_cut_off_archive_is_refused(sound: Path, files: Path, keep: float) -> None:
    whole = sound.read_bytes()
    sound.write_bytes(whole[: int(keep * len(whole)) if keep < 1 else int(keep)])
    with pytest.raises(Refused), opened(sound) as found:
        restore(found, files, name=sound.name)


def test_a_flipped_bit_is_noticed(sound: Path, files: Path) -> None:
    with zipfile.ZipFile(sound) as opened_zip:
        place = opened_zip.getinfo("tables/auditlog.logentry.jsonl").header_offset + 120
    spoilt = bytearray(sound.read_bytes())
    spoilt[place] ^= 1
    sound.write_bytes(spoilt)
    with pytest.raises(Refused), opened(sound) as found:
        restore(found, files, name=sound.name)


def test_a_line_without_end_is_refused(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINE", 20)
    with pytest.raises(Refused), opened(sound) as found:
        list(found.lines("people.patient"))


def test_restore_refuses_to_overwrite_a_clinic(
    sound: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["restore", str(sound), "--yes"]) == 1
    assert "--replace" in capsys.readouterr().err


def test_backup_takes_its_place_only_when_whole(
    sound: Path, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sound.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rapport.config.archive.writing.check_contents", full)
    assert cli.main(["backup", str(sound)]) == 1
    assert "No space left" in capsys.readouterr().err
    assert sound.read_bytes() == before
    assert sorted(path.name for path in sound.parent.iterdir()) == ["files", "kept.zip"]


def test_a_full_disk_leaves_all_as_it_was(
    sound: Path, clinic: Patient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Patient.objects.update(full_name="as it is now")
    before = everything()
    monkeypatch.setattr("rapport.config.archive.reading.Archive.unpack", full)
    assert cli.main(["restore", str(sound), "--yes", "--replace"]) == 1
    assert "No space left on device. Nothing was changed" in capsys.readouterr().err
    assert everything() == before
    assert not Restoration.objects.exists()


def test_the_latest_few_are_kept(
    clinic: Patient, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    folder = tmp_path / "backups"
    folder.mkdir()
    older = [folder / f"rapport-2025010{day}-000000.zip" for day in range(1, 5)]
    for path in [*older, folder / "mine.zip"]:
        path.touch()
    assert cli.main(["backup", "--keep", "2"]) == 0
    left = sorted(path.name for path in folder.iterdir())
    assert left[:2] == ["mine.zip", older[-1].name] and len(left) == 3
    assert cli.main(["backup", str(tmp_path / "x.zip"), "--keep", "2"]) == 1
