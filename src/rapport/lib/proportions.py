"""Two shares beside each other, and how sure one may be that they differ."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# of the normal distribution: 95 of 100 times the truth lies within
Z = 1.959964


@dataclass(frozen=True)
class Difference:
    """By how much one share is above another, from -1 to 1, or one mean above another; 95 times in 100 that is
    between `low` and `high`."""

    low: float
    value: float
    high: float

    @property
    def told(self) -> bool:
        """Whether it can be told from chance."""
        return self.low > 0 or self.high < 0


def difference(hits: int, of: int, other_hits: int, other_of: int) -> Difference:
    """By how much `hits` of `of` is a higher share than `other_hits` of `other_of`, neither of them of nobody. By
    Newcombe's method of two Wilson intervals, which holds for small numbers too."""
    share, other = hits / of, other_hits / other_of
    low, high = _wilson(hits, of)
    other_low, other_high = _wilson(other_hits, other_of)
    value = share - other
    return Difference(
        value - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        value,
        value + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def _wilson(hits: int, of: int) -> tuple[float, float]:
    share = hits / of
    middle = share + Z**2 / (2 * of)
    around = Z * sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    whole = 1 + Z**2 / of
    return (middle - around) / whole, (middle + around) / whole
