"""Where pictures lie: under random names that say nothing, in a folder that only their owner may read."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from .gate import Picture

_TOKEN = re.compile(r"[0-9a-f]{32}")
_FILE = re.compile(r"([0-9a-f]{32})(\.small)?\.jpg")


class Size(StrEnum):
    LARGE = ""
    SMALL = ".small"


def place_of(folder: Path, token: str, size: Size) -> Path:
    """Where the picture `token` lies below `folder`.

    Raises ValueError for anything but a token of ours: what stands in the database is no path.
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError("not the name of a picture")
    return folder / token[:2] / f"{token}{size.value}.jpg"


def keep(folder: Path, picture: Picture) -> str:
    """Write both sizes down, safe from a power cut; the token they are found by. All or nothing."""
    token = secrets.token_hex(16)
    try:
        for size, content in ((Size.LARGE, picture.large), (Size.SMALL, picture.small)):
            _write(place_of(folder, token, size), content)
    except BaseException:
        take_away(folder, token)
        raise
    return token


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def take_away(folder: Path, token: str) -> None:
    """Remove both sizes; nothing happens where they have gone already."""
    for size in Size:
        place_of(folder, token, size).unlink(missing_ok=True)


def kept_tokens(folder: Path) -> Iterator[tuple[str, Path]]:
    """Token and path of every picture file below `folder`, of either size."""
    for path in sorted(folder.glob("*/*.jpg")):
        if match := _FILE.fullmatch(path.name):
            yield match[1], path
