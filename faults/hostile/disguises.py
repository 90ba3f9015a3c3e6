"""What is no picture, or a picture and something else at once."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator

from PIL import Image

from faults.hostile.case import PAYLOAD, Case, chunk, jpeg_with, noise, png, segment, written

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + PAYLOAD + b"</svg>"
_XXE = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'


def disguises() -> Iterator[Case]:
    yield from _drawings()
    yield from _others()
    yield from _polyglots()
    yield from _moving()


def _drawings() -> Iterator[Case]:
    yield Case("SVG named .png", "tooth.png", _SVG)
    yield Case("SVG named .svg", "tooth.svg", _SVG)
    yield Case("SVG in UTF-16", "tooth.jpg", _SVG.decode().encode("utf-16"))
    yield Case("SVG that reads a file of the server", "entity.png", _XXE)
    yield Case("SVG packed", "tooth.svgz.jpg", gzip.compress(_SVG))
    yield Case("SVG after 10,000 spaces", "far.png", b" " * 10_000 + _SVG)
    yield Case("SVG in capitals", "caps.png", _SVG.upper())


def _others() -> Iterator[Case]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.html", PAYLOAD)
    small = noise((64, 64))
    for told, name, content in (
        ("web page", "page.jpg", b"<!doctype html><html>" + PAYLOAD),
        ("script", "script.jpg", b"alert(1)//" + PAYLOAD),
        ("PHP", "shell.php.jpg", b"<?php system($_GET['c']); ?>"),
        ("PDF", "paper.png", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"),
        ("archive", "archive.jpg", archive.getvalue()),
        ("program for Windows", "run.jpg", b"MZ\x90\x00" + bytes(400)),
        ("program for Linux", "run.png", b"\x7fELF\x02\x01\x01" + bytes(400)),
        ("PostScript", "draw.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file"),
        ("film", "film.jpg", b"\x00\x00\x00\x18ftypmp42" + bytes(400)),
        ("HEIC of a phone", "IMG_0001.HEIC", b"\x00\x00\x00\x18ftypheic" + bytes(400)),
        ("AVIF", "photo.avif", written(small, "AVIF")),
        ("JPEG 2000", "scan.jp2", written(small, "JPEG2000")),
        ("icon", "favicon.ico", written(small, "ICO")),
        ("DICOM", "IM0001", bytes(128) + b"DICM" + bytes(400)),
        ("Photoshop", "art.psd", b"8BPS\x00\x01" + bytes(400)),
        ("portable bitmap", "map.jpg", b"P6\n100000 100000\n255\n" + bytes(400)),
        ("X bitmap, which is C", "map.xbm", b"#define x_width 64\n#define x_height 64\n" + PAYLOAD),
        ("nothing", "empty.jpg", b""),
        ("one byte", "one.jpg", b"\xff"),
        ("zeros", "zeros.jpg", bytes(5_000)),
    ):
        yield Case(told, name, content)


def _polyglots() -> Iterator[Case]:
    yield Case("JPEG with a script as comment", "a.jpg", jpeg_with(segment(0xFE, PAYLOAD)), True)
    yield Case("JPEG with a page after its end", "b.jpg", jpeg_with(after=b"<html>" + PAYLOAD), True)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.class", PAYLOAD)
    yield Case("JPEG that is an archive too", "c.jpg", jpeg_with(after=archive.getvalue()), True)
    yield Case("JPEG with a PDF inside", "d.jpg", jpeg_with(segment(0xFE, b"%PDF-1.4 " + PAYLOAD)), True)
    yield Case(
        "JPEG with PHP in its notes", "e.php", jpeg_with(segment(0xE1, b"Exif\x00\x00<?php " + PAYLOAD)), True
    )
    gif = written(noise((100, 100), "P"), "GIF")
    yield Case("GIF that is a script too", "f.gif", b"GIF89a/*" + gif[8:] + b"*/=1;" + PAYLOAD, None)
    yield Case("GIF with a script behind", "g.gif", gif + PAYLOAD, True)
    yield Case("BMP that is a script too", "h.bmp", b"BM/*" + written(noise((64, 64)), "BMP")[4:] + b"*/=1;", None)
    yield Case("PNG with a script as text", "i.png", written_png(chunk(b"tEXt", b"Comment\x00" + PAYLOAD)), True)
    yield Case("PNG with a page behind", "j.png", written_png() + b"<html>" + PAYLOAD, True)
    yield Case("PNG that begins like one and is a page", "k.png", b"\x89PNG\r\n\x1a\n" + PAYLOAD)
    yield Case("JPEG that begins like one and is a page", "l.jpg", b"\xff\xd8\xff\xe0<html>" + PAYLOAD)
    yield Case(
        "WebP with a script in a chunk of its own", "m.webp", written(noise(), "WEBP") + b"EVIL" + PAYLOAD, True
    )
    for name in (
        "../../../etc/cron.d/x.jpg",
        "<img src=x onerror=alert(1)>.jpg",
        "a" * 4_000 + ".jpg",
        "x\u202egpj.exe",
    ):
        yield Case(f"a picture called {name[:30]!r}", name, written(noise(), "JPEG"), True)


def written_png(*chunks: bytes) -> bytes:
    """A sound PNG with more chunks before its end."""
    plain = written(noise(), "PNG")
    return plain[:-12] + b"".join(chunks) + plain[-12:]


def _moving() -> Iterator[Case]:
    others = [noise((64, 64)) for _n in range(5)]
    for kind, ending in (("GIF", "gif"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")):
        moving = written(noise((64, 64)), kind, save_all=True, append_images=others)
        yield Case(f"{kind} of six pictures", f"six.{ending}", moving)
    yield Case("JPEG with the second view of a phone", "phone.jpg",
               written(noise(), "MPO", save_all=True, append_images=[noise()]), True)  # fmt: skip
    yield Case(
        "fine lines in a mode of their own", "p.png", written(Image.new("PA", (64, 64)).convert("P"), "PNG"), True
    )
    yield Case("PNG with a palette of nothing", "q.png", png(64, 64, colours=3))
