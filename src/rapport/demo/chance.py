"""Drawing lots."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def draw(rng: Random, weighted: Sequence[tuple[T, float]]) -> T:
    """One of the things, each as likely as its weight says."""
    things, weights = zip(*weighted, strict=True)
    chosen: T = rng.choices(things, weights)[0]
    return chosen
