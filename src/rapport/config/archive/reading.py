"""Look at a backup before anything of it is used. It may come from anywhere."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from rapport.config.archive import manifest as manifests
from rapport.config.archive.manifest import Manifest
from rapport.config.archive.refusals import damaged, locked, no_backup, not_locked, not_readable
from rapport.config.archive.sealing.header import FIRST_LINE
from rapport.config.archive.sealing.pieces import unsealed

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
def opened(path: Path, passphrase: str | None = None) -> Iterator[Archive]:
    """The archive at `path`, with nothing in it but what its manifest names. Raises Refused.

    A `passphrase` means that it is encrypted: one that is not is refused, since anybody may have made it.
    """
    try:
        stored = path.open("rb")
    except OSError as error:
        raise not_readable(path, error) from error
    with stored, _unzipped(_unlocked(stored, passphrase)) as file:
        try:
            yield _sound(file, path.stat().st_size)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise damaged() from error


def _unlocked(stored: BinaryIO, passphrase: str | None) -> BinaryIO:
    is_locked = stored.read(len(FIRST_LINE)) == FIRST_LINE
    stored.seek(0)
    if passphrase is None:
        if is_locked:
            raise locked()
        return stored
    if not is_locked:
        raise not_locked()
    return unsealed(stored, passphrase)


def _unzipped(content: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(content)
    except zipfile.BadZipFile as error:
        raise no_backup() from error


def _sound(file: zipfile.ZipFile, size: int) -> Archive:
    if manifests.NAME not in file.namelist():
        raise no_backup()
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
