"""Money that a register of treatments takes back is nobody's visit (REC-3)."""

from datetime import date

import pytest

from rapport.care.models import Payment, Treatment, Visit
from rapport.importing.tests.engine import bring_in, outcomes, take_back, written
from rapport.staff.models import Branch

REGISTER = "日期,姓名,电话,项目,金额,收款方式"
DONE = "2024-03-05,王小明,13800138000,洁治,300,微信"
BACK = "2024-03-09,王小明,13800138000,退费,-300,微信"


@pytest.mark.parametrize(
    "texts", [(f"{REGISTER}\n{DONE}\n{BACK}",), (f"{REGISTER}\n{DONE}", f"{REGISTER}\n{BACK}")]
)
def test_by_a_refund_of_a_register_nobody_came(riverside: Branch, texts: tuple[str, ...]) -> None:
    """The money goes back on its day, and belongs to the visit before; brought in again it is the same."""
    before = written()
    made = [bring_in(riverside, text) for text in texts]
    assert [one.day for one in Visit.objects.all()] == [date(2024, 3, 5)]
    assert list(Treatment.objects.order_by("pk").values_list("amount", flat=True)) == [30_000, -30_000]
    paid = Payment.objects.order_by("pk").values_list("day", "amount")
    assert list(paid) == [(date(2024, 3, 5), 30_000), (date(2024, 3, 9), -30_000)]
    assert set(outcomes(bring_in(riverside, texts[-1]))) == {"same"}
    for one in reversed(made):
        take_back(one)
    assert written() == before


def test_a_refund_of_what_is_not_known_here_is_a_payment_alone(riverside: Branch) -> None:
    before = written()
    imported = bring_in(riverside, f"{REGISTER}\n{BACK}")
    assert not Visit.objects.exists() and not Treatment.objects.exists()
    assert Payment.objects.get().amount == -30_000
    assert outcomes(bring_in(riverside, f"{REGISTER}\n{BACK}")) == ["same"]
    take_back(imported)
    assert written() == before


def test_a_line_below_nought_of_a_day_on_which_somebody_came_stays_with_it(riverside: Branch) -> None:
    bring_in(riverside, f"{REGISTER}\n{DONE}\n2024-03-05,王小明,13800138000,优惠,-50,微信")
    assert Visit.objects.get().treatments.count() == 2
