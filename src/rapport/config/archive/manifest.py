"""What a backup says about itself."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from rapport.config.archive.refusals import no_backup
from rapport.config.archive.tables import LEFT_OUT, columns, kept_models
from rapport.lib.refusal import Refused

FORMAT = 1
NAME = "manifest.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Table:
    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class File:
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`tables` by label of their model, `files` by path below the files folder, `migrations` by app."""

    format: int
    version: str
    taken_at: str
    migrations: dict[str, list[str]]
    tables: dict[str, Table]
    files: dict[str, File]

    def written(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def contents(self) -> str:
        """SHA-256 of all rows and files: two backups of the same clinic have the same, whenever they were taken,
        from whatever database, sealed or not."""
        told = asdict(self)
        kept = json.dumps([told["tables"], told["files"]], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(kept.encode()).hexdigest()


def running_version() -> str:
    return version("rapport-dental")


def applied_migrations(using: str) -> dict[str, list[str]]:
    """App → names of the migrations that database `using` has, without the apps that are not kept.

    Only those that this version knows: how old an installation is does not decide where its backup fits.
    """
    applied: dict[str, list[str]] = {}
    loader = MigrationLoader(connections[using])
    for app, name in sorted(loader.applied_migrations.keys() & loader.disk_migrations.keys()):
        if app not in LEFT_OUT:
            applied.setdefault(app, []).append(name)
    return applied


def read(text: bytes) -> Manifest:
    """The manifest in `text`, every part of it looked at. Raises Refused."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise no_backup()
        return Manifest(
            format=FORMAT,
            version=_string(said["version"]),
            taken_at=_moment(said["taken_at"]),
            migrations={
                _string(app): [_string(name) for name in names] for app, names in said["migrations"].items()
            },
            tables={label: _table(table) for label, table in said["tables"].items()},
            files={_safe(path): _file(file) for path, file in said["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise no_backup() from error


def check_fits(manifest: Manifest, using: str) -> None:
    """Raise Refused unless the backup was taken with the tables that this version has."""
    shapes = {label: columns(model) for label, model in kept_models().items()}
    same = {label: table.columns for label, table in manifest.tables.items()} == shapes
    if not same or manifest.migrations != applied_migrations(using):
        raise Refused(
            "other_version",
            _(
                "This backup was taken with Rapport %(theirs)s, and its tables are not those of this version "
                "(%(ours)s). Restore it with the version it was taken with, then update."
            ),
            {"theirs": manifest.version, "ours": running_version()},
        )


def _table(said: Any) -> Table:
    return Table([_string(name) for name in said["columns"]], _number(said["rows"]), _digest(said["sha256"]))


def _file(said: Any) -> File:
    return File(_number(said["bytes"]), _digest(said["sha256"]))


def _safe(path: str) -> str:
    """A path that stays below the folder it is unpacked in, on every system."""
    parts = PurePosixPath(path).parts
    if not parts or "/".join(parts) != path or ".." in parts or re.search(r'[\x00-\x1f\\:*?"<>|]', path):
        raise ValueError(path)
    return path


def _string(value: object) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError(value)
    return value


def _moment(value: object) -> str:
    moment = datetime.fromisoformat(_string(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC).isoformat()


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value


def _digest(value: object) -> str:
    if not _DIGEST.fullmatch(_string(value)):
        raise ValueError(value)
    return str(value)
