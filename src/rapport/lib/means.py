"""Two means beside each other, and whether they can be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from rapport.lib.proportions import Difference, Z

# below it a few large figures make the mean
FEWEST = 30


@dataclass(frozen=True)
class Sample:
    """So many figures, their sum and the sum of their squares."""

    number: int
    sum: float
    squares: float

    @property
    def mean(self) -> float:
        return self.sum / self.number if self.number else 0.0

    @property
    def too_few(self) -> bool:
        return self.number < FEWEST

    def __add__(self, other: Sample) -> Sample:
        return Sample(self.number + other.number, self.sum + other.sum, self.squares + other.squares)


def difference_of_means(one: Sample, other: Sample) -> Difference | None:
    """By how much the mean of `one` is above that of `other`; None where either is of too few to say."""
    if one.too_few or other.too_few:
        return None
    value = one.mean - other.mean
    around = Z * sqrt(_variance(one) / one.number + _variance(other) / other.number)
    return Difference(value - around, value, value + around)


def _variance(sample: Sample) -> float:
    return max(0.0, sample.squares - sample.number * sample.mean**2) / (sample.number - 1)
