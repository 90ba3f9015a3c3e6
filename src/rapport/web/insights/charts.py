"""Charts as lines and places for a template to draw: SVG made by the server, no script and no style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rapport.segmentation.loyal import STAGES, TOP
from rapport.segmentation.money_curve import Curve
from rapport.web.templatetags.look import percent

# the scale of the stages, in units of its drawing
SCALE = 400


@dataclass(frozen=True)
class Band:
    """One stage on the scale."""

    stage: int
    x: int
    width: int
    current: bool


def stage_bands(stage: int) -> list[Band]:
    ends = [*list(STAGES.values())[1:], TOP]
    return [
        Band(one, SCALE * least // TOP, SCALE * (end - least) // TOP, one == stage)
        for (one, least), end in zip(STAGES.items(), ends, strict=True)
    ]


def on_scale(share: float) -> int:
    """Where a share in per cent stands on the scale; what is above its end stands at the end."""
    return round(SCALE * min(share, TOP) / TOP)


@dataclass(frozen=True)
class Line:
    """A line of a chart: its points as SVG takes them, its last place, and what it is of."""

    label: str
    points: str
    x: int
    y: int


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    label: str
    at: int


class Share(Protocol):
    """Whatever has a share in per cent."""

    @property
    def share(self) -> float: ...


@dataclass(frozen=True)
class Months:
    """Shares by month, such as that of loyal clients: places in a drawing of `width` by `height` units."""

    lines: Sequence[Line]
    levels: Sequence[Tick]
    months: Sequence[tuple[date, int]]
    width: int = 440
    height: int = 84


def months_chart(shares: Mapping[str, Mapping[date, Share]]) -> Months:
    """A line for each label; every month that one of them knows has its place."""
    months = sorted({day.replace(day=1) for of in shares.values() for day in of})
    step = Months.width // max(1, len(months) - 1)
    place = {month: number * step for number, month in enumerate(months)}
    most = max((one.share for of in shares.values() for one in of.values()), default=0)
    top = next((level for level in (20, 40, 60, 80) if most <= level), 100)

    def height(share: float) -> int:
        return round(Months.height * (1 - share / top))

    lines = []
    for label, of in shares.items():
        points = [(place[day.replace(day=1)], height(one.share)) for day, one in of.items()]
        if points:
            lines.append(Line(label, _joined(points), *points[-1]))
    levels = [Tick(percent(level), height(level)) for level in (0, top // 2, top)]
    shown = months[:: max(1, len(months) // 4)]
    return Months(lines, levels, [(month, place[month]) for month in shown])


# the drawing of the curve
CURVE_WIDTH, CURVE_HEIGHT = 372, 152


def curve_line(label: str, curve: Curve, place: int) -> Line:
    """The curve from nobody to everyone; the line's own place is the point of the first `place` per cent."""
    points = [(0, CURVE_HEIGHT)]
    points += [_on_curve(step.people, curve.payers, curve.share(step)) for step in curve.steps]
    chosen = curve.upto(place)
    return Line(label, _joined(points), *_on_curve(chosen.people, curve.payers, curve.share(chosen)))


def _on_curve(people: int, payers: int, share: float) -> tuple[int, int]:
    return round(CURVE_WIDTH * people / payers), round(CURVE_HEIGHT * (1 - share / 100))


def _joined(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
