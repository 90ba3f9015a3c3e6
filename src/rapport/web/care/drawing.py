"""The tooth chart as shapes of an SVG: all numbers are worked out here, the template writes them down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rapport.care.chart import MARK_NAMES, ChartRow, ChartTooth, Mark
from rapport.lib import fdi


@dataclass(frozen=True)
class Measure:
    """Units of a drawing: `pitch` from tooth to tooth, size of a tooth, room for the numbers, rise of the arch,
    and the gap below an upper row."""

    pitch: int
    width: int
    height: int
    label: int
    rise: int
    gap: int


LARGE = Measure(pitch=40, width=32, height=40, label=20, rise=14, gap=8)
SMALL = Measure(pitch=11, width=9, height=12, label=10, rise=8, gap=2)
_SHORTER = 0.8  # of a grown-up tooth: the height of a milk tooth


@dataclass(frozen=True)
class DrawnTooth:
    """A tooth at its place: the corner of its shape, the middle for what stands on it, where its number goes."""

    place: str
    mark: Mark
    said: str
    x: float
    y: float
    width: float
    height: float
    middle_x: float
    middle_y: float
    label_y: float


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    teeth: Sequence[DrawnTooth]
    legend: Sequence[tuple[Mark, Any]]


def draw(rows: Sequence[ChartRow], measure: Measure) -> Drawing:
    """The rows beneath each other, the arches open towards the middle, as one looks into a mouth."""
    drawn: list[DrawnTooth] = []
    top = 0.0
    for row in rows:
        height = measure.height * (_SHORTER if row.milk else 1)
        drawn += [_tooth(tooth, row, top, height, measure) for tooth in row.teeth]
        top += height + measure.label + measure.rise + (measure.gap if row.upper else 0)
    return Drawing(16 * measure.pitch, round(top), drawn, [(mark, MARK_NAMES[mark]) for mark in Mark])


def _tooth(tooth: ChartTooth, row: ChartRow, top: float, height: float, measure: Measure) -> DrawnTooth:
    aside = abs(tooth.at - 7.5) / 7.5
    bend = measure.rise * aside * aside
    # the upper arch hangs down at its ends, the lower one rises there; numbers stand outside
    y = top + measure.label + bend if row.upper else top + measure.rise - bend
    x = tooth.at * measure.pitch + (measure.pitch - measure.width) / 2
    label = y - measure.label * 0.35 if row.upper else y + height + measure.label * 0.8
    name = fdi.place_name(tooth.place)
    said = _("%(place)s, %(name)s: %(state)s") % {
        "place": tooth.place,
        "name": name,
        "state": MARK_NAMES[tooth.mark],
    }
    return DrawnTooth(
        tooth.place,
        tooth.mark,
        said,
        *(round(number, 1) for number in (x, y, measure.width, height)),
        *(round(number, 1) for number in (x + measure.width / 2, y + height / 2, label)),
    )
