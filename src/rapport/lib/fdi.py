"""The mouth in FDI numbers (ISO 3950): teeth, quadrants, arches, who stands beside whom, and what they are called.

A *place* is two digits: a tooth ("36", milk "75"), a quadrant ("10" … "40"), an arch ("01" upper, "02" lower) or
the whole mouth ("00"). The first digit of a tooth is its quadrant as the dentist faces the person: 1 upper right,
2 upper left, 3 lower left, 4 lower right; 5 to 8 are the same quadrants of the milk teeth.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

UPPER = (*range(18, 10, -1), *range(21, 29))
LOWER = (*range(48, 40, -1), *range(31, 39))
UPPER_MILK = (*range(55, 50, -1), *range(61, 66))
LOWER_MILK = (*range(85, 80, -1), *range(71, 76))
ARCHES = (UPPER, LOWER, UPPER_MILK, LOWER_MILK)
TEETH = frozenset(tooth for arch in ARCHES for tooth in arch)

MOUTH, UPPER_ARCH, LOWER_ARCH = "00", "01", "02"
QUADRANTS = ("10", "20", "30", "40")
AREAS = (MOUTH, UPPER_ARCH, LOWER_ARCH, *QUADRANTS)
SURFACES = "MODBLIP"  # mesial, occlusal, distal, buccal, lingual, incisal, palatal

# full years: the first grown-up tooth comes through at about six, the last milk tooth goes at about thirteen
MIXED_FROM, MIXED_UNTIL = 6, 13


class Dentition(StrEnum):
    """Which teeth a person has at an age."""

    MILK = "milk"
    MIXED = "mixed"
    ADULT = "adult"


_AREA_NAMES: dict[str, Any] = {
    MOUTH: _("whole mouth"),
    UPPER_ARCH: _("upper jaw"),
    LOWER_ARCH: _("lower jaw"),
    "10": _("upper right"),
    "20": _("upper left"),
    "30": _("lower left"),
    "40": _("lower right"),
}
_ADULT_NAMES: tuple[Any, ...] = (
    _("central incisor"),
    _("lateral incisor"),
    _("canine"),
    _("first premolar"),
    _("second premolar"),
    _("first molar"),
    _("second molar"),
    _("wisdom tooth"),
)
_MILK_NAMES: tuple[Any, ...] = (
    _("milk central incisor"),
    _("milk lateral incisor"),
    _("milk canine"),
    _("first milk molar"),
    _("second milk molar"),
)


def is_place(place: str) -> bool:
    """Whether `place` is a tooth or an area of the mouth."""
    return place in AREAS or is_tooth(place)


def is_tooth(place: str) -> bool:
    return place.isascii() and place.isdecimal() and int(place) in TEETH and len(place) == 2


def is_milk(tooth: int) -> bool:
    return tooth > 50


def dentition(age: int | None) -> Dentition:
    """The teeth to be expected at `age` in full years; an unknown age is an adult's."""
    if age is None or age >= MIXED_UNTIL:
        return Dentition.ADULT
    return Dentition.MIXED if age >= MIXED_FROM else Dentition.MILK


def place_name(place: str) -> str:
    """36 → "first molar, lower left", in the language now active. Raises KeyError for what is no place."""
    if place in _AREA_NAMES:
        return str(_AREA_NAMES[place])
    if not is_tooth(place):
        raise KeyError(place)
    quadrant, number = divmod(int(place), 10)
    names = _MILK_NAMES if quadrant > 4 else _ADULT_NAMES
    area = _AREA_NAMES[f"{(quadrant - 1) % 4 + 1}0"]
    return str(_("%(tooth)s, %(area)s")) % {"tooth": names[number - 1], "area": area}


def neighbours(tooth: int) -> tuple[int, ...]:
    """The teeth beside `tooth` in its arch, from right to left of the person. Raises KeyError for no tooth."""
    for arch in ARCHES:
        if tooth in arch:
            at = arch.index(tooth)
            return arch[max(0, at - 1) : at] + arch[at + 1 : at + 2]
    raise KeyError(tooth)


def successor(milk: int) -> int:
    """The grown-up tooth that takes the place of a milk tooth: 75 → 35. Raises KeyError for no milk tooth."""
    if milk not in TEETH or not is_milk(milk):
        raise KeyError(milk)
    return milk - 40


def between(first: int, last: int) -> tuple[int, ...]:
    """All teeth from one to the other along their arch, in its order. Raises KeyError when they share none."""
    for arch in ARCHES:
        if first in arch and last in arch:
            low, high = sorted((arch.index(first), arch.index(last)))
            return arch[low : high + 1]
    raise KeyError(f"{first}-{last}")
