"""Every way of keeping colours, made into grey or sRGB of eight bits, and small enough. Runs in quarantine."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
_GREY = ("L", "RGB")


def plain_colours(image: Image.Image, longest: int) -> Image.Image:
    """`image` as mode L or RGB, no side longer than `longest`; what is transparent becomes white."""
    image.draft(None, (longest, longest))  # a JPEG is decoded no larger than needed
    profile = image.info.get("icc_profile")
    plain = _mixable(image)
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _srgb(_on_white(plain), profile)


def _mixable(image: Image.Image) -> Image.Image:
    """The same picture in a mode whose neighbouring dots can be mixed."""
    if image.mode in _DEEP:
        return _eight_bits(image)
    if image.mode in ("P", "PA") or (image.mode in _GREY and "transparency" in image.info):
        return image.convert("RGBA")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        image.load()
        return image
    return image.convert("L" if image.mode == "1" else "RGBA" if image.mode == "RGBa" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Darkest to lightest: X-rays use 10 or 12 of their 16 bits and would be black otherwise."""
    real = image.convert("F")
    extremes: Any = real.getextrema()
    low, high = extremes
    if not high - low < float("inf"):  # also where one of them is no number
        raise ValueError("colours without bounds")
    scale = 255 / ((high - low) or 1)
    return real.point(lambda value: value * scale - low * scale).convert("L")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA"):
        return image
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("L" if image.mode == "LA" else "RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By the profile that came with the picture; without one, or with a broken one, as everybody takes them."""
    wanted = "L" if image.mode == "L" else "RGB"
    if image.mode != "LAB" and not profile:
        return image.convert(wanted)
    from PIL import ImageCms  # most pictures do without it

    source: Any = ImageCms.createProfile("LAB") if image.mode == "LAB" else io.BytesIO(profile or b"")
    try:
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except ImageCms.PyCMSError:
        return image.convert(wanted)
    assert converted is not None
    return converted.convert(wanted)
