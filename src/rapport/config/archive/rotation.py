"""The backups in the home folder: the place of the next one, and how many are kept."""

from __future__ import annotations

import re
from pathlib import Path

from rapport.lib import clock

_OURS = re.compile(r"rapport-\d{8}-\d{6}\.zip(\.age)?")


def next_place(home: Path, *, sealed: bool) -> Path:
    """Where a backup of this moment goes."""
    folder = _folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"rapport-{clock.now():%Y%m%d-%H%M%S}.zip{'.age' if sealed else ''}"


def keep_latest(home: Path, number: int) -> None:
    """Erase the oldest of our own backups until `number` are left. What has another name is left alone."""
    ours = sorted(path for path in _folder(home).iterdir() if _OURS.fullmatch(path.name))
    for old in ours[:-number]:
        old.unlink()


def _folder(home: Path) -> Path:
    return home / "backups"
