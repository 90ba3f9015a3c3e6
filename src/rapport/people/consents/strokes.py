"""A signature as it was drawn: strokes of points on a field of 1000 by 400, and the line that shows it again."""

from __future__ import annotations

import json
from itertools import chain
from typing import cast

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

WIDTH, HEIGHT = 1000, 400
# a long signature with flourishes has some 600 points in a dozen strokes
MOST_POINTS = 6_000
MOST_LETTERS = 80_000
# fewer is a slip of the finger
FEWEST_POINTS = 8

Point = list[int]
Stroke = list[Point]


def read(text: str) -> list[Stroke]:
    """Strokes from the JSON that the page sends; [] for none. Raises Refused for what is no signature."""
    if not text.strip():
        return []
    found = _parsed(text) if len(text) <= MOST_LETTERS else None
    if found is None or not all(_is_stroke(stroke) for stroke in found):
        raise Refused("not_a_signature", _("The signature could not be read. Clear the field and sign again."))
    strokes = cast(list[Stroke], found)
    points = list(chain.from_iterable(strokes))
    if points and not FEWEST_POINTS <= len(points) <= MOST_POINTS:
        raise Refused("not_a_signature", _("This is too short or too long for a signature. Clear and sign again."))
    return strokes


def _parsed(text: str) -> list[object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _is_stroke(stroke: object) -> bool:
    return isinstance(stroke, list) and bool(stroke) and all(_is_point(point) for point in stroke)


def _is_point(point: object) -> bool:
    if not (isinstance(point, list) and len(point) == 2):
        return False
    x, y = point
    return type(x) is int and type(y) is int and 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def path(strokes: list[Stroke]) -> str:
    """The `d` of an SVG path through all strokes; a single point becomes a dot."""
    return " ".join(_line(stroke) for stroke in strokes)


def _line(stroke: Stroke) -> str:
    (x, y), *rest = stroke
    return f"M{x} {y}" + ("".join(f"L{x} {y}" for x, y in rest) or "h1")
