"""Look at a backup before anything of it is used. It may come from anywhere."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from rapport.config.archive import manifest as manifests
from rapport.config.archive.manifest import Manifest
from rapport.lib.refusal import Refused

PIECE = 1024 * 1024
MOST_MANIFEST = 128 * PIECE
MOST_LINE = 64 * PIECE
# our own archives shrink 5 to 20 times
MOST_RATIO = 200
ALWAYS_ALLOWED = 256 * PIECE


@dataclass(frozen=True)
class Archive:
    """An archive whose list of contents is sound; `check_contents` says whether the contents are."""

    zip: zipfile.ZipFile
    manifest: Manifest

    def lines(self, label: str) -> Iterator[bytes]:
        """The rows of one table."""
        with self.zip.open(f"tables/{label}.jsonl") as member:
            while line := member.readline(MOST_LINE):
                if not line.endswith(b"\n"):
                    raise damaged()
                yield line

    def unpack(self, folder: Path) -> None:
        """Write the files below `folder`, for its owner alone to read."""
        folder.mkdir(mode=0o700)
        for path, file in self.manifest.files.items():
            target = folder / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.zip.open(f"files/{path}") as member, target.open("xb") as written:
                target.chmod(0o600)
                if _copied(member, written) != file.sha256:
                    raise damaged()


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive at `path`, with nothing in it but what its manifest names. Raises Refused."""
    try:
        file = zipfile.ZipFile(path)
    except OSError as error:
        raise Refused("unreadable", "%(reason)s", {"reason": error}) from error
    except zipfile.BadZipFile as error:
        raise manifests.no_backup() from error
    with file:
        try:
            yield _sound(file, path.stat().st_size)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise damaged() from error


def _sound(file: zipfile.ZipFile, size: int) -> Archive:
    if manifests.NAME not in file.namelist():
        raise manifests.no_backup()
    _check_sizes(file, size)
    archive = Archive(file, manifests.read(file.read(manifests.NAME)))
    _check_names(archive)
    return archive


def check_contents(archive: Archive) -> None:
    """Read everything once; raise Refused unless it is what the manifest says. Writes nothing."""
    for label, table in archive.manifest.tables.items():
        seen, rows = hashlib.sha256(), 0
        for line in archive.lines(label):
            seen.update(line)
            rows += 1
        if (rows, seen.hexdigest()) != (table.rows, table.sha256):
            raise damaged()
    for path, file in archive.manifest.files.items():
        with archive.zip.open(f"files/{path}") as member:
            if _copied(member, None) != file.sha256:
                raise damaged()


def damaged() -> Refused:
    return Refused("damaged", _("This backup is damaged or was tampered with. Nothing of it was used."))


def _copied(source: IO[bytes], target: IO[bytes] | None) -> str:
    seen = hashlib.sha256()
    while piece := source.read(PIECE):
        seen.update(piece)
        if target:
            target.write(piece)
    return seen.hexdigest()


def _check_sizes(file: zipfile.ZipFile, size: int) -> None:
    """A few kilobytes can promise terabytes; a member can be locked or need a decoder that we never use."""
    members = file.infolist()
    plain = all(
        not member.flag_bits & 1 and member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        for member in members
    )
    unpacked = sum(member.file_size for member in members)
    manifest = max((member.file_size for member in members if member.filename == manifests.NAME), default=0)
    if not plain or unpacked > max(ALWAYS_ALLOWED, size * MOST_RATIO) or manifest > MOST_MANIFEST:
        raise damaged()


def _check_names(archive: Archive) -> None:
    tables = [f"tables/{label}.jsonl" for label in archive.manifest.tables]
    files = [f"files/{path}" for path in archive.manifest.files]
    if sorted(archive.zip.namelist()) != sorted([manifests.NAME, *tables, *files]):
        raise damaged()
