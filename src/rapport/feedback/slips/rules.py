"""When a slip is opened, and what a second answer makes of it (AFT-5). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.feedback.scores import UNHAPPY, band_of


def low_points(answers: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The dimensions with which somebody is not content, with the lowest points given to each.

    `answers` are dimension and points; several questions may be about one dimension.
    """
    low: dict[str, int] = {}
    for dimension, points in answers:
        if band_of(points) in UNHAPPY:
            low[dimension] = min(points, low.get(dimension, points))
    return low


def is_settled(points: int) -> bool:
    """Whether the second answer of the client closes the slip: satisfied, and not merely fair."""
    return band_of(points) not in UNHAPPY
