"""Which money beside visits is told again among the payments: the rule alone."""

from datetime import date

import pytest

from rapport.importing.deciding.twice import Sum, Twice, told_twice

SURE, UNCLEAR = Twice.SURE, Twice.UNCLEAR


def sums(*told: tuple[int, int]) -> list[Sum]:
    """Amounts, each with its day counted from 5 March 2024."""
    start = date(2024, 3, 5).toordinal()
    return [Sum(key, date.fromordinal(start + day), amount) for key, (day, amount) in enumerate(told)]


@pytest.mark.parametrize(
    ("beside", "own", "expected"),
    [
        pytest.param([(0, 300)], [(0, 300)], [SURE], id="the same sum of the same day"),
        pytest.param([(0, 300), (0, 300)], [(0, 300)], [SURE, None], id="a payment is one visit's only"),
        pytest.param([(0, 300), (0, 300)], [(0, 600)], [SURE, SURE], id="one payment for the lines of a day"),
        pytest.param([(0, 300), (0, 500)], [(0, 500), (0, 300)], [SURE, SURE], id="line by line"),
        pytest.param([(0, 300)], [(0, 100), (0, 200)], [SURE], id="half in cash, half by card"),
        pytest.param([(0, 300), (0, 200)], [(0, 400), (0, 100)], [SURE, SURE], id="the day comes to the same"),
        pytest.param([(0, 300), (0, 200), (0, 100)], [(0, 300), (0, 300)], [SURE] * 3, id="one alone, two in one"),
        pytest.param([(0, 300)], [(0, 280)], [UNCLEAR], id="another sum of the day"),
        pytest.param([(0, 300)], [(1, 300)], [UNCLEAR], id="the day after"),
        pytest.param(
            [(0, 300), (14, 500)], [(26, 800)], [UNCLEAR, UNCLEAR], id="a lump sum at the end of the month"
        ),
        pytest.param([(0, 300), (14, 500)], [(26, 750)], [UNCLEAR, UNCLEAR], id="a lump sum with a discount"),
        pytest.param([(30, 300)], [(0, 150), (10, 150)], [UNCLEAR], id="paid ahead in parts"),
        pytest.param([(0, 300)], [(0, 300), (15, 200)], [SURE], id="a debt paid later"),
        pytest.param([(0, 300)], [(15, 200)], [None], id="a smaller payment of another day is another one"),
        pytest.param([(0, 300)], [(184, 300)], [None], id="more than half a year lies between"),
        pytest.param([(0, 300)], [], [None], id="no payments at all"),
        pytest.param([(0, -300)], [(0, -300)], [SURE], id="a refund of the day"),
        pytest.param([(0, -300)], [(1, 300)], [None], id="a refund is not what came in"),
        pytest.param([(0, -300)], [(1, -500)], [UNCLEAR], id="a refund of the day after"),
    ],
)
def test_money_told_twice(
    beside: list[tuple[int, int]], own: list[tuple[int, int]], expected: list[Twice]
) -> None:
    found = told_twice(sums(*beside), sums(*own))
    assert [found.get(key) for key in range(len(beside))] == expected
