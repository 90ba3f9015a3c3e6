"""Money told beside a visit and again among the payments counts once, whichever file comes first."""

import pytest

from rapport.care.models import Payment
from rapport.importing.tests.engine import bring_in, check, codes, outcomes, take_back, written
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch
from tests.cast import register

VISITS = "病历号,就诊日期,医生,治疗项目,金额,实收"
PAYMENTS = "病历号,收费日期,实收金额,支付方式"
MARCH = f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300\n1,2024-03-05,林岚,补牙,500,300"


@pytest.fixture(autouse=True)
def wang(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")


def total() -> int:
    return sum(Payment.objects.values_list("amount", flat=True))


def test_payments_that_come_after_the_visits_beside_which_they_stand_are_the_same(riverside: Branch) -> None:
    bring_in(riverside, MARCH)
    text = f"{PAYMENTS}\n1,2024-03-05,300,\n1,2024-03-05,300,\n1,2024-03-05,300,"
    preview = check(riverside, text)
    assert outcomes(preview) == ["same", "same", "new"]
    assert codes(preview) == ["paid_beside", "paid_beside"]
    assert outcomes(bring_in(riverside, text)) == ["same", "same", "new"]
    assert total() == 90000
    assert PatientFacts.objects.get().spend == 90000


def test_the_preview_takes_each_payment_once_however_far_the_rows_stand_apart(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", 1)
    bring_in(riverside, MARCH)
    text = f"{PAYMENTS}\n1,2024-03-05,300,\n1,2024-03-05,300,\n1,2024-03-05,300,"
    assert outcomes(check(riverside, text)) == outcomes(bring_in(riverside, text)) == ["same", "same", "new"]
    assert outcomes(bring_in(riverside, text)) == ["same", "same", "same"]


def test_how_it_was_paid_is_learnt_and_taken_back(riverside: Branch) -> None:
    bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300")
    before = written()
    imported = bring_in(riverside, f"{PAYMENTS}\n1,2024-03-05,300,现金")
    assert (outcomes(imported), Payment.objects.get().method) == (["changed"], "cash")
    take_back(imported)
    assert written() == before
    assert outcomes(bring_in(riverside, f"{PAYMENTS}\n1,2024-03-05,300,现金")) == ["changed"]


def test_another_amount_of_the_day_is_taken_and_told(riverside: Branch) -> None:
    bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300")
    imported = bring_in(riverside, f"{PAYMENTS}\n1,2024-03-05,200,现金\n1,2024-03-06,300,现金")
    assert (outcomes(imported), codes(imported)) == (["new", "new"], ["paid_otherwise"])


def test_visits_that_come_after_their_payments_bring_no_money_twice(riverside: Branch) -> None:
    bring_in(riverside, f"{PAYMENTS}\n1,2024-03-05,300,现金\n1,2024-03-05,300,现金")
    before = written()
    imported = bring_in(riverside, MARCH)
    assert codes(imported) == ["paid_in_rows", "paid_in_rows"]
    assert total() == 60000
    corrected = bring_in(riverside, MARCH.replace("补牙,500,300", "补牙,500,500"))
    assert (outcomes(corrected), total()) == (["same", "changed"], 80000)
    take_back(corrected)
    take_back(imported)
    assert written() == before


def test_one_payment_for_several_lines_is_the_money_that_stands_beside_them(riverside: Branch) -> None:
    """A visit is told line by line, what was paid for it in one sum: no other payment is made of it."""
    bring_in(riverside, MARCH)
    before = written()
    text = f"{PAYMENTS},备注\n1,2024-03-05,600,现金,\n1,2024-03-05,300,现金,"
    preview = check(riverside, text)
    assert outcomes(preview) == ["changed", "new"]
    assert codes(preview) == ["paid_beside"]
    imported = bring_in(riverside, text)
    assert (outcomes(imported), total()) == (["changed", "new"], 90000)
    assert set(Payment.objects.values_list("method", flat=True)) == {"cash"}
    assert outcomes(bring_in(riverside, text)) == ["same", "same"]
    # the same payment, told with more words
    remarked = bring_in(riverside, text.replace("600,现金,", "600,现金,开票"))
    assert (outcomes(remarked), total()) == (["changed", "same"], 90000)
    take_back(remarked)
    take_back(imported)
    assert written() == before
    assert outcomes(bring_in(riverside, text)) == ["changed", "new"]


def test_the_preview_settles_lines_once_however_far_the_rows_stand_apart(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", 1)
    bring_in(riverside, MARCH)
    text = f"{PAYMENTS}\n1,2024-03-05,600,\n1,2024-03-05,600,\n1,2024-03-05,300,"
    assert outcomes(check(riverside, text)) == outcomes(bring_in(riverside, text)) == ["same", "new", "new"]
    assert total() == 150000
