"""How long an SMS is, in the parts that the network counts and the provider bills. Pure.

Latin text takes the seven-bit alphabet of GSM 03.38: 160 signs in one part, 153 in each of several. One sign
outside it, so any Chinese or Cyrillic one, makes the whole message UCS-2: 70 and 67 sixteen-bit units.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# each of these takes two places
_EXTENDED = frozenset("^{}\\[~]|€\f")
_SEVEN_BIT, _SEVEN_BIT_OF_MANY = 160, 153
_UCS2, _UCS2_OF_MANY = 70, 67


@dataclass(frozen=True)
class Length:
    """Places taken, parts, and places left in the last part; `wide` where the whole is UCS-2."""

    places: int
    parts: int
    left: int
    wide: bool


def measure(text: str) -> Length:
    """How many parts `text` becomes. An empty one is none."""
    wide = not all(sign in _BASIC or sign in _EXTENDED for sign in text)
    places = len(text.encode("utf-16-le")) // 2 if wide else len(text) + sum(sign in _EXTENDED for sign in text)
    whole, of_many = (_UCS2, _UCS2_OF_MANY) if wide else (_SEVEN_BIT, _SEVEN_BIT_OF_MANY)
    if places <= whole:
        return Length(places, 1 if places else 0, whole - places, wide)
    parts = ceil(places / of_many)
    return Length(places, parts, parts * of_many - places, wide)
