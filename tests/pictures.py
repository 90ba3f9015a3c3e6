"""Pictures for the tests, drawn on the spot: no two of a test alike."""

from __future__ import annotations

import io
from functools import cache
from itertools import count

import pytest
from PIL import ExifTags, Image

from rapport.lib.images.gate import Picture, let_in

_numbers = count(1)


def draw_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with the same pictures, and what came through the gate once in a run is remembered."""
    monkeypatch.setattr("tests.pictures._numbers", count(1))
    monkeypatch.setattr("rapport.care.photographing.let_in", lambda content: _let_in(content.read()))


@cache
def _let_in(content: bytes) -> Picture:
    return let_in(io.BytesIO(content))


def picture_file(
    kind: str = "JPEG", *, day: str = "", gps: bool = False, size: tuple[int, int] = (96, 64)
) -> bytes:
    """A small picture unlike any other; `day` as a camera notes it ("2026:11:05"), with the place if `gps`."""
    number = next(_numbers)
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.paste((number * 37 % 256, number * 91 % 256, number % 256), (8, 8, 56, 56))
    exif = Image.Exif()
    if day:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{day} 10:00:00"
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (30.0, 14.0, 37.0)
    target = io.BytesIO()
    image.save(target, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return target.getvalue()
