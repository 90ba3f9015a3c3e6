"""Whether two means can be told apart (REF-5)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rapport.lib.means import FEWEST, Sample, difference_of_means


def of(figures: Sequence[float]) -> Sample:
    return Sample(len(figures), sum(figures), sum(figure**2 for figure in figures))


def test_the_difference_lies_between_its_bounds() -> None:
    """By hand: 20 above, each mean of 40 of which half are 10 above it and half 10 below, scatters by 1.6."""
    found = difference_of_means(of([110, 90] * 20), of([90, 70] * 20))
    assert found is not None and found.told
    assert found.value == 20 and found.low == pytest.approx(15.56, abs=0.01)
    assert found.high == pytest.approx(24.44, abs=0.01)


def test_a_few_large_figures_tell_nothing() -> None:
    found = difference_of_means(of([100_000] + [100] * 39), of([100] * 40))
    assert found is not None and not found.told


def test_of_too_few_nothing_is_said() -> None:
    assert difference_of_means(of([1] * (FEWEST - 1)), of([9] * 100)) is None
    assert difference_of_means(of([1] * FEWEST), of([9] * FEWEST)) is not None
