"""A backup taken while the clinic writes on holds one moment, whole."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Model

from rapport.config.archive.reading import opened
from rapport.config.archive.tables import kept_models, lines
from rapport.config.archive.writing import take_backup
from rapport.lib import clock
from rapport.people.models import Note, Patient
from rapport.staff.models import Branch, User
from tests.running import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


class Desk(threading.Thread):
    """Writes a person and their note in one transaction, again and again: a moment has both or neither."""

    def __init__(self, branch: Branch, user: User) -> None:
        super().__init__()
        self.branch, self.user = branch, user
        self.written = 0
        self.goes_home = threading.Event()

    def run(self) -> None:
        try:
            while not self.goes_home.is_set():
                with transaction.atomic():
                    person = Patient.objects.create(branch=self.branch, full_name="pair", sort_key="p")
                    Note.objects.create(patient=person, text="pair", by=self.user, at=clock.now())
                self.written += 1
        finally:
            connection.close()


def people_and_notes(desk: Desk, target: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many of both are in a backup, between whose two tables the desk went on writing."""
    read: list[type[Model]] = []

    def after_the_desk(model: type[Model], using: str) -> Iterator[bytes]:
        if model in (Patient, Note):
            before = desk.written
            wait_for(lambda: not read or desk.written > before + 3, 20, "the desk writes on")
            read.append(model)
        yield from lines(model, using)

    monkeypatch.setattr("rapport.config.archive.writing.lines", after_the_desk)
    desk.start()
    try:
        wait_for(lambda: desk.written > 0, 20, "the desk writes")
        take_backup(target, files)
    finally:
        desk.goes_home.set()
        desk.join()
    with opened(target) as found:
        tables = found.manifest.tables
    return tables["people.patient"].rows, tables["people.note"].rows


def test_a_backup_holds_one_moment_while_others_write(
    riverside: Branch, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(riverside, owner)
    people, notes = people_and_notes(desk, tmp_path / "kept.zip", tmp_path, monkeypatch)
    assert 0 < people == notes < desk.written


def test_without_the_snapshot_it_would_hold_two_moments(
    riverside: Branch, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the guard off: what the test above looks for is really seen."""
    monkeypatch.setattr("rapport.config.archive.writing.snapshot", lambda: nullcontext("default"))
    people, notes = people_and_notes(Desk(riverside, owner), tmp_path / "kept.zip", tmp_path, monkeypatch)
    assert people != notes


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's reader keeps writers waiting")
def test_nobody_waits_while_a_sqlite_backup_is_read(
    zhou: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_then_list() -> dict[str, type[Model]]:
        with sqlite3.connect(connection.settings_dict["NAME"], timeout=0) as other:
            other.execute("UPDATE people_patient SET full_name = 'meanwhile'")
        return kept_models()

    monkeypatch.setattr("rapport.config.archive.writing.kept_models", write_then_list)
    take_backup(tmp_path / "kept.zip", tmp_path / "files")
    assert Patient.objects.get().full_name == "meanwhile"
    with opened(tmp_path / "kept.zip") as found:
        assert zhou.full_name in b"".join(found.lines("people.patient")).decode()
