"""One hostile file, and the small tools to make one."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

PAYLOAD = b"<script>alert(document.cookie)</script>"
PLACE = b"SECRET-PLACE-52.5200N-13.4050E"


@dataclass(frozen=True)
class Case:
    """`told` says what it is, `name` what it calls itself. `comes_in`: None where either will do."""

    told: str
    name: str
    content: bytes
    comes_in: bool | None = False


def noise(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    return Image.effect_noise(size, 70).convert(mode)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colours: int = 0, rows: bytes = b"") -> bytes:
    """A PNG of nothing but zeros as wide and high as it says, with other chunks before the dots."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    dots = chunk(b"IDAT", rows or zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + dots + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """So many zeros, packed as far as they go."""
    packer, packed, piece = zlib.compressobj(1), [], bytes(1024 * 1024)
    for _turn in range(size // len(piece)):
        packed.append(packer.compress(piece))
    return b"".join(packed) + packer.compress(bytes(size % len(piece))) + packer.flush()


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg_with(*segments: bytes, after: bytes = b"", image: Image.Image | None = None) -> bytes:
    """A JPEG with segments put in at its beginning, and something after its end."""
    plain = written(image or noise(), "JPEG")
    return plain[:2] + b"".join(segments) + plain[2:] + after


def tiff(*entries: tuple[int, int, int, int], data: bytes = b"", following: int = 0) -> bytes:
    """A TIFF of (tag, type, count, value) entries; `data` starts at byte 512, the next page at `following`."""
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", *entry) for entry in sorted(entries)
    )
    head = b"II*\x00" + struct.pack("<I", 8) + directory + struct.pack("<I", following)
    return head.ljust(512, b"\x00") + data
