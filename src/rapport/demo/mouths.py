"""Draws teeth, so that the demo clinic has photos that are nobody's."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

# drawn larger than kept, which smooths the edges
_SCALE = 2
_WIDTH, _HEIGHT = 960, 600

_LIP, _INSIDE, _GUM = (172, 92, 88), (96, 38, 40), (214, 138, 134)
SHADES = {"white": (247, 245, 238), "A1": (242, 235, 218), "A2": (234, 222, 196), "A3": (222, 203, 168)}
_AMALGAM = (120, 122, 124)

# widths of the teeth from the middle outwards, as a share of the middle one
_UPPER = (1.0, 0.8, 0.9, 0.82, 0.8, 1.02, 0.98)
_LOWER = (0.66, 0.7, 0.78, 0.8, 0.84, 1.05, 1.0)


@dataclass(frozen=True)
class Mouth:
    """What there is to see: teeth by FDI number; `crowding` is by how many degrees they stand askew at most."""

    seed: int
    shade: str = "A2"
    missing: frozenset[int] = frozenset()
    shades: dict[int, str] = field(default_factory=dict)
    fillings: frozenset[int] = frozenset()
    crowding: float = 0.0
    braces: bool = False


def front(mouth: Mouth) -> bytes:
    """A smile from the front, as the JPEG of a camera."""
    image = _ground(_LIP)
    draw = ImageDraw.Draw(image)
    middle = _WIDTH * _SCALE / 2
    _ellipse(draw, middle, 300, 455, 262, (192, 108, 102))
    _ellipse(draw, middle, 300, 425, 225, _INSIDE)
    _ellipse(draw, middle, 168, 400, 92, _GUM)
    _ellipse(draw, middle, 440, 370, 82, _GUM)
    chance = Random(mouth.seed)  # noqa: S311
    for quadrants, widths, top, height, curve in (((4, 3), _LOWER, 316, 118, -9), ((1, 2), _UPPER, 172, 152, 9)):
        for quadrant in quadrants:
            _row(image, mouth, chance, quadrant, widths, top, height, curve)
    return _photo(image, chance)


def site(mouth: Mouth, tooth: int) -> bytes:
    """The surroundings of one tooth, near."""
    whole = Image.open(io.BytesIO(front(mouth)))
    side = 1 if tooth // 10 in (2, 3) else -1
    reach = (tooth % 10 - 1) / 7
    middle, height = _WIDTH / 2 + side * reach * 330, 235 if tooth < 30 else 372
    box = (int(middle - 180), int(height - 112), int(middle + 180), int(height + 113))
    return _written(whole.crop(box).resize((_WIDTH, _HEIGHT), Image.Resampling.BICUBIC))


def upper_arch(mouth: Mouth) -> bytes:
    """The upper teeth from below, in a mirror."""
    image = _ground((150, 78, 74))
    draw = ImageDraw.Draw(image)
    middle = _WIDTH * _SCALE / 2
    _ellipse(draw, middle, 330, 330, 285, _GUM)
    _ellipse(draw, middle, 365, 200, 205, (222, 152, 148))
    chance = Random(mouth.seed)  # noqa: S311
    for quadrant, side in ((1, -1), (2, 1)):
        for place, share in enumerate(_UPPER, start=1):
            angle = pi / 2 + side * (place - 0.5) / 7 * pi * 0.56
            across, down = middle - cos(angle) * 265 * _SCALE, (360 - sin(angle) * 250) * _SCALE
            size = (44 if place > 3 else 34) * _SCALE * share
            _seen_from_below(draw, mouth, quadrant * 10 + place, across, down, size, chance)
    return _photo(image, chance)


def panorama(mouth: Mouth) -> bytes:
    """A panoramic X-ray: both rows, light on dark."""
    image = Image.new("L", (_WIDTH * _SCALE, _HEIGHT * _SCALE), 26)
    draw = ImageDraw.Draw(image)
    width = _WIDTH * _SCALE
    draw.ellipse((width * 0.06, 60, width * 0.94, _HEIGHT * _SCALE * 0.98), fill=74)
    draw.ellipse((width * 0.2, 20, width * 0.8, _HEIGHT * _SCALE * 0.56), fill=48)
    for quadrants, root in (((1, 2), -1), ((4, 3), 1)):
        for quadrant in quadrants:
            side = 1 if quadrant in (2, 3) else -1
            for place in range(1, 8):
                tooth = quadrant * 10 + place
                across = width / 2 + side * (place - 0.5) * 104
                down = _HEIGHT * _SCALE / 2 + root * 74 - place * place * 3.2
                _on_the_film(
                    draw, across, down, root, missing=tooth in mouth.missing, filled=tooth in mouth.fillings
                )
    soft = image.filter(ImageFilter.GaussianBlur(5))
    return _written(soft.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS))


def _on_the_film(
    draw: ImageDraw.ImageDraw, across: float, down: float, root: int, *, missing: bool, filled: bool
) -> None:
    if missing:
        draw.ellipse((across - 40, down - 60, across + 40, down + 60), fill=62)
        return
    for offset in (-20, 20):
        tip = down + root * 210
        draw.polygon(
            [(across + offset - 20, down), (across + offset + 20, down), (across + offset, tip)], fill=150
        )
    draw.rounded_rectangle((across - 44, down - 62, across + 44, down + 62), radius=26, fill=196)
    if filled:
        draw.rounded_rectangle(
            (across - 22, down - root * 56 - 18, across + 22, down - root * 56 + 18), 10, fill=250
        )


def _row(
    image: Image.Image, mouth: Mouth, chance: Random, quadrant: int, widths: tuple[float, ...], top: float,
    height: float, curve: float,
) -> None:  # fmt: skip
    side = 1 if quadrant in (2, 3) else -1
    across = 0.0
    for place, share in enumerate(widths, start=1):
        # what stands further back looks narrower
        width = 74 * share * (1 - 0.055 * place) * _SCALE
        middle = _WIDTH * _SCALE / 2 + side * (across + width / 2)
        across += width + 3
        tooth = quadrant * 10 + place
        turn = chance.uniform(-1, 1) * mouth.crowding
        if tooth not in mouth.missing:
            down = (top + abs(place - 1) ** 1.6 * curve * 0.42) * _SCALE
            _tooth(image, mouth, tooth, (middle, down, width, height * (1 - 0.035 * place) * _SCALE), turn)


def _tooth(
    image: Image.Image, mouth: Mouth, tooth: int, box: tuple[float, float, float, float], turn: float
) -> None:
    middle, top, width, height = box
    shade = SHADES[mouth.shades.get(tooth, mouth.shade)]
    size = (int(width), int(height))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=int(width * 0.36), fill=255)
    face = _shaded(shade, size)
    draw = ImageDraw.Draw(face)
    if mouth.braces:
        line, half = height * 0.52, width * 0.17
        draw.line((0, line, width, line), fill=(150, 156, 162), width=5)
        bracket = (width / 2 - half, line - half, width / 2 + half, line + half)
        draw.rounded_rectangle(bracket, 6, fill=(186, 192, 198), outline=(120, 126, 132), width=3)
    turned = [part.rotate(turn, Image.Resampling.BICUBIC, expand=True) for part in (face, mask)]
    image.paste(turned[0], (int(middle - turned[0].width / 2), int(top)), turned[1])


def _shaded(shade: tuple[int, int, int], size: tuple[int, int]) -> Image.Image:
    """Darker to both sides and at the gum, with a gleam."""
    across = Image.radial_gradient("L").resize((size[0] * 2, int(size[1] * 1.7)))
    light = across.crop((size[0] // 2, int(size[1] * 0.35), size[0] // 2 + size[0], int(size[1] * 0.35) + size[1]))
    shadow = Image.merge("RGB", [light.point(lambda value: int(value * 0.3))] * 3)
    face = ImageChops.subtract(Image.new("RGB", size, shade), shadow)
    gleam = Image.new("L", size, 0)
    width, height = size
    ImageDraw.Draw(gleam).ellipse((width * 0.3, height * 0.3, width * 0.46, height * 0.62), fill=120)
    face.paste((255, 255, 255), (0, 0), gleam.filter(ImageFilter.GaussianBlur(9)))
    return face


def _seen_from_below(
    draw: ImageDraw.ImageDraw, mouth: Mouth, tooth: int, across: float, down: float, size: float, chance: Random
) -> None:
    if tooth in mouth.missing:
        draw.ellipse(
            (across - size * 0.6, down - size * 0.5, across + size * 0.6, down + size * 0.5), (196, 118, 114)
        )
        return
    shade = SHADES[mouth.shades.get(tooth, mouth.shade)]
    edge = tuple(int(part * 0.82) for part in shade)
    wobble = chance.uniform(0.94, 1.06)
    draw.ellipse((across - size * wobble, down - size, across + size * wobble, down + size), shade, edge, 6)
    if tooth % 10 > 3:
        draw.ellipse((across - size / 2, down - size / 2, across + size / 2, down + size / 2), edge)
    if tooth in mouth.fillings:
        draw.ellipse((across - size / 3, down - size / 3, across + size / 3, down + size / 3), _AMALGAM)


def _ground(colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (_WIDTH * _SCALE, _HEIGHT * _SCALE), colour)


def _ellipse(
    draw: ImageDraw.ImageDraw, across: float, down: float, wide: float, high: float, colour: tuple[int, int, int]
) -> None:
    wide, down, high = wide * _SCALE, down * _SCALE, high * _SCALE
    draw.ellipse((across - wide, down - high, across + wide, down + high), fill=colour)


def _photo(image: Image.Image, chance: Random) -> bytes:
    """As a camera with a ring light sees it: soft, darker to the edges, with a little noise."""
    small = image.filter(ImageFilter.GaussianBlur(2)).resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    dark = Image.radial_gradient("L").resize(small.size).point(lambda value: int(value * 0.2))
    lit = ImageChops.subtract(small, Image.merge("RGB", [dark] * 3))
    grain = Image.frombytes("L", (_WIDTH // 2, _HEIGHT // 2), chance.randbytes(_WIDTH * _HEIGHT // 4))
    soft = grain.resize(small.size).point(lambda value: value // 24)
    return _written(ImageChops.subtract(lit, Image.merge("RGB", [soft] * 3)))


def _written(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=92)
    return target.getvalue()
