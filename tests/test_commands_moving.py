"""A clinic grows: from SQLite on one PC to PostgreSQL, and back again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.running import Installation, database_of_its_own, installation

FILL = """
from rapport.people.actions import NewPatient, register_patients
from rapport.people.models import ContactPoint, Patient, Tag
from rapport.staff.models import Branch
branch = Branch.objects.get()
register_patients(
    [
        NewPatient(
            Patient(branch=branch, full_name=f"曾雅 Ёлкин {n}", birth_date="1980-02-29"),
            [ContactPoint(kind="phone", value=f"+7912{n:07}")],
            [Tag.objects.first()],
        )
        for n in range(50)
    ],
    by=None,
)
"""
FOUND = """
from rapport.people.models import Patient
print(Patient.objects.filter(terms__isnull=False).distinct().count())
"""


def backed_up(clinic: Installation, name: str) -> dict[str, object]:
    done = clinic.rapport("backup", str(clinic.home / name), "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout)["tables"])


def restored(clinic: Installation, archive: Path) -> None:
    done = clinic.rapport("restore", str(archive), "--yes", "--json")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs both kinds of database")
def test_a_backup_carries_over_and_back(tmp_path: Path) -> None:
    with (
        database_of_its_own() as database,
        installation(tmp_path / "pc") as pc,
        installation(tmp_path / "chain", database=database) as chain,
        installation(tmp_path / "again") as again,
    ):
        words = ["--zone", "Asia/Almaty", "--currency", "KZT", "--country", "KZ"]
        assert pc.rapport("branch", "add", "Алматы", *words).returncode == 0
        pc.ask(FILL)
        (pc.home / "files").mkdir()
        (pc.home / "files" / "photo").write_bytes(b"\x00\xff")
        kept = backed_up(pc, "kept.zip")
        restored(chain, pc.home / "kept.zip")
        assert backed_up(chain, "kept.zip") == kept
        restored(again, chain.home / "kept.zip")
        assert (again.home / "files" / "photo").read_bytes() == b"\x00\xff"
        assert again.ask(FOUND) == 50
