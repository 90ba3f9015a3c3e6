"""A clinic grows: from SQLite on one PC to PostgreSQL, and back again."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.databases import template
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


# one process for all that happens in one place: starting takes longer than most of it
RUN = """
from rapport.config import cli
for words in {commands!r}:
    assert cli.main(words) == 0, words
"""


def kept(clinic: Installation) -> dict[str, Any]:
    """What the backup that was just taken there holds."""
    with zipfile.ZipFile(clinic.home / "kept.zip") as archive:
        return dict(json.loads(archive.read("manifest.json"))["tables"])


@pytest.mark.each_database
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs both kinds of database")
def test_a_backup_carries_over_and_back(tmp_path: Path, django_db_setup: None) -> None:
    with (
        database_of_its_own(template()) as database,
        installation(tmp_path / "pc") as pc,
        installation(tmp_path / "chain", database=database) as chain,
    ):
        words = ["--zone", "Asia/Almaty", "--currency", "KZT", "--country", "KZ"]
        (pc.home / "files").mkdir()
        (pc.home / "files" / "photo").write_bytes(b"\x00\xff")
        branch = ["branch", "add", "Алматы", *words]
        backup = ["backup", str(pc.home / "kept.zip"), "--json"]
        pc.do(RUN.format(commands=[branch]) + FILL + RUN.format(commands=[backup]))
        there = ["restore", str(pc.home / "kept.zip"), "--yes", "--json"]
        again = ["backup", str(chain.home / "kept.zip"), "--json"]
        chain.do(RUN.format(commands=[there, again]))
        assert kept(chain) == kept(pc)
        (pc.home / "files" / "photo").unlink()
        back = ["restore", str(chain.home / "kept.zip"), "--yes", "--replace", "--json"]
        said = pc.do(RUN.format(commands=[back]) + FOUND)
        assert (pc.home / "files" / "photo").read_bytes() == b"\x00\xff"
        assert said.splitlines()[-1] == "50"
