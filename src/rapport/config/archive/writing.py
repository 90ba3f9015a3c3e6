"""Take a backup."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import models

from rapport.config.archive import manifest as manifests
from rapport.config.archive.manifest import File, Manifest, Table
from rapport.config.archive.places import kept_files
from rapport.config.archive.reading import check_contents, opened
from rapport.config.archive.sealing.pieces import sealed
from rapport.config.archive.snapshot import snapshot
from rapport.config.archive.tables import columns, kept_models, lines
from rapport.lib import clock

PIECE = 1024 * 1024


def take_backup(target: Path, files: Path, passphrase: str | None = None) -> Manifest:
    """Write the database and the folder `files` to `target`; gives what is in it.

    With a `passphrase` it is encrypted, and nothing of it ever lies in the open beside it. The archive is read
    back before it gets its name: one that stands there is whole. Only its owner may read it.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        draft = Path(folder) / "draft"
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("wb") as stored, _locked(stored, passphrase) as content:
            manifest = _write(content, files)
        _settle(draft)
        with opened(draft, passphrase) as archive:
            check_contents(archive)
        draft.replace(target)
    _settle(target.parent)
    return manifest


@contextmanager
def _locked(stored: BinaryIO, passphrase: str | None) -> Iterator[BinaryIO]:
    if passphrase is None:
        yield stored
        return
    with sealed(stored, passphrase) as content:
        yield content


def _write(target: BinaryIO, files: Path) -> Manifest:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        with snapshot() as using:
            taken_at = clock.now().isoformat()
            migrations = manifests.applied_migrations(using)
            tables = {label: _write_table(archive, label, model, using) for label, model in kept_models().items()}
        kept = {path: file for path, source in kept_files(files) if (file := _write_file(archive, path, source))}
        version = manifests.running_version()
        manifest = Manifest(manifests.FORMAT, version, taken_at, migrations, tables, kept)
        archive.writestr(manifests.NAME, manifest.written())
    return manifest


def _write_table(archive: zipfile.ZipFile, label: str, model: type[models.Model], using: str) -> Table:
    count, _size, sha256 = _pour(archive, f"tables/{label}.jsonl", lines(model, using))
    return Table(columns(model), count, sha256)


def _write_file(archive: zipfile.ZipFile, path: str, source: Path) -> File | None:
    """None for a file that was deleted since its folder was read."""
    try:
        content = source.open("rb")
    except FileNotFoundError:
        return None
    with content:
        _count, size, sha256 = _pour(archive, f"files/{path}", iter(lambda: content.read(PIECE), b""))
    return File(size, sha256)


def _pour(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[int, int, str]:
    """Write one member; how many pieces it had, how many bytes, and their SHA-256."""
    count, size, seen = 0, 0, hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            seen.update(piece)
            count, size = count + 1, size + len(piece)
    return count, size, seen.hexdigest()


def _settle(path: Path) -> None:
    """Have a file, or the names in a folder, survive a power cut; what cannot be promised is left."""
    with contextlib.suppress(PermissionError):  # a folder cannot be opened everywhere
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
