"""Takes copies of the files of an import into the private folder of the installation."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from rapport.importing.holding import enter
from rapport.importing.models import Import, ImportFile, ImportState
from rapport.staff.models import Branch, User

_PIECE = 1024 * 1024


@transaction.atomic
def keep_files(
    files: Sequence[tuple[str, Path | IO[bytes]]],
    *,
    branch: Branch,
    by: User | None,
    kind: str,
) -> Import:
    """A new import of `branch` with copies of its files; see `actions.start_import`."""
    imported = Import.objects.create(branch=branch, by=by, kind_asked=kind)
    enter(imported, ImportState.STAGING, by=by)
    seen: set[str] = set()
    for name, content in files:
        path, digest, size = _keep(content)
        if digest in seen:
            (Path(settings.MEDIA_ROOT) / path).unlink()
            continue
        ImportFile.objects.create(
            imported=imported, position=len(seen), name=storable(name)[-255:], sha256=digest, size=size, path=path
        )
        seen.add(digest)
    return imported


def storable(text: str) -> str:
    """The text without NUL and halves of characters, which fit into no database; a file's name may have both."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _keep(content: Path | IO[bytes]) -> tuple[str, str, int]:
    if isinstance(content, Path):
        with content.open("rb") as file:
            return _copy(iter(lambda: file.read(_PIECE), b""))
    content.seek(0)
    return _copy(iter(lambda: content.read(_PIECE), b""))


def _copy(pieces: Iterable[bytes]) -> tuple[str, str, int]:
    """Path below MEDIA_ROOT, SHA-256 and size of a copy that only its owner may read."""
    relative = f"imports/{secrets.token_hex(16)}"
    target = Path(settings.MEDIA_ROOT) / relative
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        for piece in pieces:
            copy.write(piece)
            digest.update(piece)
            size += len(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return relative, digest.hexdigest(), size
