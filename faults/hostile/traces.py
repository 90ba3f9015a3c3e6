"""Pictures that say where and when somebody was, and wrecks."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from random import Random

from PIL import ExifTags, Image, ImageCms

from faults.hostile.case import PLACE, Case, chunk, jpeg_with, noise, segment, written
from faults.hostile.disguises import written_png

_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "TIFF": "tif", "BMP": "bmp"}


def traces() -> Iterator[Case]:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        yield Case(f"{kind} with the place", f"home.{_ENDINGS[kind]}", written(noise(), kind, exif=_exif()), True)
    packet = (
        b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><exif:GPSLatitude>"
        + PLACE
        + b"</exif:GPSLatitude></x:xmpmeta>"
    )
    yield Case("JPEG with the place in XMP", "xmp.jpg", jpeg_with(segment(0xE1, packet)), True)
    far = b"http://ns.adobe.com/xmp/extension/\x00" + PLACE * 1_000
    yield Case("JPEG with more XMP than fits", "xmp2.jpg", jpeg_with(*[segment(0xE1, far)] * 20), True)
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + packet)
    yield Case("PNG with the place in XMP", "xmp.png", written_png(text), True)
    press = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", 40) + PLACE
    yield Case("JPEG with the place in IPTC", "iptc.jpg", jpeg_with(segment(0xED, press)), True)
    yield Case("JPEG with the place as comment", "comment.jpg", jpeg_with(segment(0xFE, PLACE)), True)
    inside = _exif()
    inside[ExifTags.Base.MakerNote] = PLACE * 1_500
    yield Case("JPEG with 45 KB of the maker's notes", "maker.jpg", written(noise(), "JPEG", exif=inside), True)
    second = written(noise(), "MPO", save_all=True, append_images=[noise()], exif=_exif())
    yield Case("two views, each with the place", "views.jpg", second, True)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield Case(
        "profile that carries the place", "icc.jpg", written(noise(), "JPEG", icc_profile=profile + PLACE), True
    )
    yield Case("profile that is none", "noicc.png", written(noise(), "PNG", icc_profile=PLACE * 50), True)
    yield Case("print colours with the place", "cmyk.jpg", written(noise(mode="CMYK"), "JPEG", exif=_exif()), True)
    yield Case("16 bits with the place", "deep.tif", written(noise(mode="I;16"), "TIFF", exif=_exif()), True)
    lying = Image.Exif()
    lying[ExifTags.Base.Orientation] = 60_000
    yield Case("held in no way there is", "turned.jpg", written(noise(), "JPEG", exif=lying), True)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = PLACE.decode()
    exif[ExifTags.Base.Make] = PLACE.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (52.0, 31.0, 12.0),
         ExifTags.GPS.GPSProcessingMethod: PLACE}
    )  # fmt: skip
    return exif


def wrecks(chance: Random) -> Iterator[Case]:
    for kind, ending in _ENDINGS.items():
        whole = written(noise(), kind)
        for share in (0.1, 0.6):
            yield Case(f"{kind} of which {share:.0%} came", f"cut.{ending}", whole[: int(len(whole) * share)])
        hurt = bytearray(whole)
        for _turn in range(60):
            hurt[chance.randrange(8, len(hurt))] = chance.randrange(256)
        yield Case(f"{kind} with 60 wrong bytes", f"hurt.{ending}", bytes(hurt), None)
        head = bytearray(whole)
        for place in range(12, 60):
            head[place] = chance.randrange(256)
        yield Case(f"{kind} with a torn head", f"torn.{ending}", bytes(head), None)
