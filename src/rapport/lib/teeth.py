"""Reads the teeth people type (REC-4): FDI 11–48, milk teeth 51–85; lists, ranges and Chinese quadrants."""

import re
from functools import lru_cache

from rapport.lib import fdi
from rapport.lib.folding import plain, simplified
from rapport.lib.unreadable import Unreadable

_AMERICAN: tuple[int, ...] = (*fdi.UPPER, *reversed(fdi.LOWER))
_AMERICAN_MILK: tuple[int, ...] = (*fdi.UPPER_MILK, *reversed(fdi.LOWER_MILK))
_QUADRANTS = {"右上": 1, "左上": 2, "左下": 3, "右下": 4}
_QUADRANT = re.compile(r"(右上|左上|左下|右下)\s*([1-8A-Ea-e])(?![\dA-Za-z])")
_WORDS = re.compile(r"tooth|teeth|зубы|зуба|зуб|乳牙|牙位|牙齿|牙|号|№|no\.?|и|and|与|和", re.IGNORECASE)
_AREA = re.compile(
    (
        r"全口|半口|上颌|下颌|上半口|下半口|全牙列|вся полость.*|полость рта|верхн.*|нижн.*|"
        r"обе челюсти|full mouth|upper.*|lower.*|ur|ul|lr|ll|all"
    ),
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<!\d)([1-8])\.([1-8])(?!\d)")
_SURFACE = re.compile(r"(?<=\d)\s*[-/]?\s*[MODBLIVFP]{1,5}\b", re.IGNORECASE)
_RANGE = re.compile(r"(\d{2})\s*(?:-|~|至|到|по)\s*(\d{2})")


@lru_cache(maxsize=8192)
def read_teeth(text: str, *, universal: bool = False) -> tuple[int, ...]:
    """The teeth a cell names, each once, in its order; empty for a whole arch or mouth.

    `universal`: they are counted in the American way, 1–32 and A–T.

    Raises Unreadable: teeth, or teeth_universal where a number exists only in the American count (1–32, A–T).
    """
    word = simplified(plain(text)).strip(" .")
    if _AREA.fullmatch(word):
        return ()
    word = _DOTTED.sub(r"\1\2", _QUADRANT.sub(_from_quadrant, word))
    word = _WORDS.sub(" ", _SURFACE.sub("", re.sub(r"(?<=\d)\.0\b", "", word)))
    teeth: list[int] = []
    for low, high in () if universal else _RANGE.findall(word):
        teeth += _between(int(low), int(high), text)
    for part in re.split(r"[\s,;/、.+|]+", _RANGE.sub(" ", word).strip()):
        if part:
            teeth.append(_universal(part, text) if universal else _tooth(part, text))
    return tuple(dict.fromkeys(teeth))


def _from_quadrant(match: re.Match[str]) -> str:
    quadrant, place = _QUADRANTS[match[1]], match[2].upper()
    number = f"{quadrant}{place}" if place.isdecimal() else f"{quadrant + 4}{ord(place) - 64}"
    return f" {number} "


def _tooth(part: str, text: str) -> int:
    bare = part.removeprefix("#")
    if bare.isdecimal() and int(bare) in fdi.TEETH and not part.startswith("#"):
        return int(bare)
    universal = (bare.isdecimal() and len(bare) < 3 and 1 <= int(bare) <= 32) or re.fullmatch(r"[A-Ta-t]", bare)
    raise Unreadable("teeth_universal" if universal else "teeth", value=text)


def _universal(part: str, text: str) -> int:
    """From the upper right to the upper left, and on from the lower left to the lower right."""
    bare = part.removeprefix("#").upper()
    if bare.isdecimal() and 1 <= int(bare) <= 32:
        return _AMERICAN[int(bare) - 1]
    if len(bare) == 1 and "A" <= bare <= "T":
        return _AMERICAN_MILK[ord(bare) - ord("A")]
    raise Unreadable("teeth", value=text)


def _between(low: int, high: int, text: str) -> tuple[int, ...]:
    try:
        return fdi.between(low, high)
    except KeyError:
        raise Unreadable("teeth", value=text) from None
