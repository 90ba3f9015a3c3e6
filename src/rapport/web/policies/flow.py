"""The picture of a trial: a bar for every grade now and then, and a ribbon for everyone between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT = 196
_GAP = 4
_BAR = 14
# a ribbon of one person in a hundred thousand is still seen
_THINNEST = 1.2


@dataclass(frozen=True)
class Bar:
    grade: str
    x: int
    y: str
    height: str
    middle: str


@dataclass(frozen=True)
class Ribbon:
    path: str
    kind: str


@dataclass(frozen=True)
class Flow:
    """Numbers are text with a point, whatever the language: they stand in attributes of an SVG."""

    width: int
    height: int
    left: Sequence[Bar]
    right: Sequence[Bar]
    ribbons: Sequence[Ribbon]


def flow(grades: Sequence[str], moves: Mapping[tuple[str, str], int], *, labels: int) -> Flow:
    """The picture of `moves` among `grades`, in this order; `labels` is the room at either side, in pixels."""
    now = [sum(moves.get((one, other), 0) for other in grades) for one in grades]
    then = [sum(moves.get((other, one), 0) for other in grades) for one in grades]
    scale = (HEIGHT - _GAP * (len(grades) - 1)) / max(sum(now), 1)
    span = 72
    left, right = labels, labels + _BAR + span
    starts, ends = _tops(now, scale), _tops(then, scale)
    ribbons, from_y, to_y = [], list(starts), list(ends)
    for column, after in enumerate(grades):
        for row, before in enumerate(grades):
            number = moves.get((before, after), 0)
            if number:
                kind = "same" if row == column else "up" if column < row else "down"
                thick = max(number * scale, _THINNEST)
                path = _ribbon(left + _BAR, from_y[row], right, to_y[column], thick)
                ribbons.append(Ribbon(path, kind))
                from_y[row] += number * scale
                to_y[column] += number * scale
    # who moves lies over who stays
    ribbons.sort(key=lambda ribbon: ribbon.kind != "same")
    return Flow(
        right + _BAR + labels,
        HEIGHT,
        _bars(grades, left, starts, now, scale),
        _bars(grades, right, ends, then, scale),
        ribbons,
    )


def _tops(numbers: Sequence[int], scale: float) -> list[float]:
    tops, y = [], 0.0
    for number in numbers:
        tops.append(y)
        y += number * scale + _GAP
    return tops


def _bars(grades: Sequence[str], x: int, tops: Sequence[float], numbers: Sequence[int], scale: float) -> list[Bar]:
    return [
        Bar(grade, x, f"{y:.1f}", f"{max(number * scale, 1):.1f}", f"{y + number * scale / 2 + 4:.1f}")
        for grade, y, number in zip(grades, tops, numbers, strict=True)
        if number
    ]


def _ribbon(x: int, y: float, to_x: int, to_y: float, thick: float) -> str:
    mid = (x + to_x) / 2
    return (
        f"M{x} {y:.1f}C{mid:.1f} {y:.1f} {mid:.1f} {to_y:.1f} {to_x} {to_y:.1f}"
        f"V{to_y + thick:.1f}C{mid:.1f} {to_y + thick:.1f} {mid:.1f} {y + thick:.1f} {x} {y + thick:.1f}z"
    )
