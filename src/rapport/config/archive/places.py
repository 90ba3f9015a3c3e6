"""Where the files of a backup are while it is put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def unfinished(files: Path) -> Path:
    """Where they wait until the rows are in; it is still there after a restore that was cut off."""
    return files / ".restoring"


def kept_files(files: Path) -> Iterator[tuple[str, Path]]:
    """Path below the folder and place of every file that a backup holds.

    Links are not followed: nothing of ours makes any.
    """
    waiting = unfinished(files)
    for source in sorted(files.rglob("*")):
        if source.is_file() and not source.is_symlink() and waiting not in source.parents:
            yield source.relative_to(files).as_posix(), source
