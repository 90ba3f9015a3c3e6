"""What asks for far more memory or time than it looks like."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from faults.hostile.case import Case, chunk, jpeg_with, noise, png, segment, tiff, written, zeros

MEGABYTE = 1024 * 1024


def bombs() -> Iterator[Case]:
    yield from _png()
    yield from _jpeg()
    yield from _others()


def _png() -> Iterator[Case]:
    yield Case("PNG of 30,000 × 30,000 dots", "bomb.png", png(30_000, 30_000, rows=zeros(300 * MEGABYTE)))
    yield Case("PNG that claims 2 billion dots a side", "claim.png", png(2**31 - 1, 2**31 - 1))
    yield Case("PNG of 1 × 2 billion", "line.png", png(1, 2**31 - 1))
    yield Case("PNG of no dots", "none.png", png(0, 0))
    yield Case("PNG of 7,000 × 7,000 in 16 bits with 392 MB of dots", "deep.png",
               png(7_000, 7_000, depth=16, colours=6, rows=zeros(392 * MEGABYTE)), None)  # fmt: skip
    yield Case("PNG with 400 MB of dots more than it says", "more.png",
               png(500, 500, colours=2, rows=zeros(400 * MEGABYTE)), None)  # fmt: skip
    text = chunk(b"zTXt", b"Comment\x00\x00" + zeros(200 * MEGABYTE))
    yield Case("PNG with 200 MB of packed text", "text.png", png(300, 300, text), None)
    profile = chunk(b"iCCP", b"x\x00\x00" + zeros(200 * MEGABYTE))
    yield Case("PNG with a profile of 200 MB", "profile.png", png(300, 300, profile), None)
    many = b"".join(chunk(b"tEXt", b"k%d\x00" % n + bytes(900)) for n in range(20_000))
    yield Case("PNG with 20,000 notes", "notes.png", png(300, 300, many), None)


def _jpeg() -> Iterator[Case]:
    plain = written(noise(), "JPEG")
    place = plain.index(b"\xff\xc0") + 5
    huge = plain[:place] + struct.pack(">HH", 65_500, 65_500) + plain[place + 4 :]
    yield Case("JPEG that says 65,500 × 65,500", "huge.jpg", huge)
    slow = written(Image.new("RGB", (6_000, 6_000)), "JPEG", progressive=True)
    last = slow.rindex(b"\xff\xda")
    often = 25 * MEGABYTE // len(slow[last:-2])
    yield Case("JPEG that draws its last scan again", "slow.jpg", slow[:last] + slow[last:-2] * often, None)
    notes = segment(0xE1, b"Exif\x00\x00" + bytes(60_000))
    yield Case("JPEG with 300 segments of notes", "segments.jpg", jpeg_with(*[notes] * 300), None)
    deep = b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + struct.pack("<H", 60_000) + bytes(65_000)[: 65_000 - 2]
    yield Case(
        "JPEG whose notes claim 60,000 entries", "entries.jpg", jpeg_with(segment(0xE1, deep[:65_000])), None
    )
    ring = (
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00"
        + struct.pack("<HHII", 0x8769, 4, 1, 8)
        + struct.pack("<I", 8)
    )
    yield Case("JPEG whose notes go round in a ring", "ring.jpg", jpeg_with(segment(0xE1, ring)), True)


def _others() -> Iterator[Case]:
    gif = written(noise((64, 64), "P"), "GIF")
    yield Case("GIF with a screen of 65,535 × 65,535", "screen.gif", gif[:6] + b"\xff\xff\xff\xff" + gif[10:])
    yield Case("GIF of 8,000 × 8,000", "large.gif", written(Image.new("L", (8_000, 8_000)), "GIF"))
    webp = written(Image.new("RGB", (16_000, 16_000)), "WEBP", lossless=True, method=0)
    yield Case("WebP of 16,000 × 16,000", "large.webp", webp)
    claim = b"VP8X" + struct.pack("<I", 10) + b"\x00" * 4 + b"\xff\xff\xff" * 2
    yield Case("WebP that calls itself larger than it is", "claim.webp", webp[:12] + claim + webp[12:])
    huge = (256, 4, 1, 60_000), (257, 4, 1, 60_000)
    base = (258, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1), (278, 4, 1, 60_000)
    packed = zlib.compress(bytes(MEGABYTE))
    strip = (273, 4, 1, 512), (279, 4, 1, len(packed))
    yield Case("TIFF of 60,000 × 60,000", "large.tif", tiff(*huge, *base, (259, 3, 1, 8), *strip, data=packed))
    small = (256, 4, 1, 300), (257, 4, 1, 300)
    ring = tiff(
        *small, *base, (259, 3, 1, 1), (273, 4, 1, 512), (279, 4, 1, 90_000), data=bytes(90_000), following=8
    )
    yield Case("TIFF whose pages go round in a ring", "ring.tif", ring, None)
    many = tiff(*small, (258, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 65_535), (259, 3, 1, 1), *strip, data=packed)
    yield Case("TIFF with 65,535 colours", "colours.tif", many)
    count = tiff(*small, *base, (259, 3, 1, 1), (273, 4, 2**30, 512), (279, 4, 2**30, 512), data=packed)
    yield Case("TIFF with a billion strips", "strips.tif", count, None)
    fax = written(Image.new("1", (20_000, 19_000)), "TIFF", compression="group4")
    yield Case("TIFF fax of 380 million dots", "fax.tif", fax)
    bmp = written(noise((64, 64)), "BMP")
    yield Case("BMP that says 2 billion × 2 billion", "large.bmp",
               bmp[:18] + struct.pack("<ii", 2**31 - 1, -(2**31) + 1) + bmp[26:])  # fmt: skip
    yield Case("a file of 31 MB", "thirty-one.jpg", written(noise(), "JPEG") + bytes(31 * MEGABYTE))
    yield Case("49 million dots, as large as may be", "phone.jpg",
               written(Image.new("RGB", (8_064, 6_048), (180, 90, 90)), "JPEG"), True)  # fmt: skip
