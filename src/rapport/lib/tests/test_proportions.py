"""Two shares beside each other (CAM-8)."""

import pytest

from rapport.lib.proportions import difference

# hits, of, other hits, other of; then the interval that Newcombe gives for his method 10 (1998, table II)
PUBLISHED = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("hits", "of", "other", "other_of", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(hits, of, other, other_of, low, high) -> None:  # type: ignore[no-untyped-def]
    found = difference(hits, of, other, other_of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0001)
    assert found.value == pytest.approx(hits / of - other / other_of)


def test_what_chance_may_have_done_is_not_told() -> None:
    assert difference(56, 70, 48, 80).told and difference(48, 80, 56, 70).told
    assert not difference(5, 56, 0, 29).told
