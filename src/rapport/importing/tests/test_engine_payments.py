"""Money told beside a visit and again among the payments counts once, whichever file comes first."""

import pytest
from django.db.models import Sum

from rapport.care.models import Payment
from rapport.care.models.payment import Doubt
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


def spent() -> int:
    """What the clinic's facts say, in whole units."""
    found = PatientFacts.objects.aggregate(all=Sum("spend"), paid=Sum("paid"))
    assert found["all"] == found["paid"]
    return int(found["all"]) // 100


def unclear() -> int:
    return Payment.objects.filter(doubt=Doubt.OPEN).count()


def test_payments_that_stand_beside_the_visits_of_their_day_count_once(riverside: Branch) -> None:
    payments = f"{PAYMENTS}\n1,2024-03-05,300,现金\n1,2024-03-05,300,\n1,2024-03-05,200,"
    bring_in(riverside, MARCH)
    preview = check(riverside, payments)
    assert outcomes(preview) == ["new", "new", "new"]
    assert codes(preview) == ["paid_beside"] * 3
    take_back(bring_in(riverside, payments))
    assert spent() == 600


def test_the_order_of_the_files_is_nothing(riverside: Branch) -> None:
    """A lump sum for the lines of a day, one of another day, and money from before payments were kept."""
    visits = f"{MARCH}\n1,2024-05-19,林岚,补牙,500,500\n1,2019-03-05,林岚,洁治,90,90"
    payments = f"{PAYMENTS}\n1,2024-03-05,600,现金\n1,2024-05-31,500,现金"
    for first, second in ((visits, payments), (payments, visits)):
        one = bring_in(riverside, first)
        before = written()
        other = bring_in(riverside, second)
        assert (spent(), unclear()) == (1190, 1)
        assert set(outcomes(bring_in(riverside, first, second))) == {"same"}
        assert (spent(), unclear()) == (1190, 1)
        take_back(other)
        assert written() == before
        take_back(one)
    together = bring_in(riverside, visits, payments)
    assert (spent(), unclear()) == (1190, 1)
    take_back(together)
    assert not Payment.objects.exists()


def test_visits_after_their_lump_sum_say_so_on_the_preview(riverside: Branch) -> None:
    bring_in(riverside, f"{PAYMENTS}\n1,2024-03-05,600,现金")
    assert codes(check(riverside, MARCH)) == ["paid_in_rows", "paid_in_rows"]


@pytest.mark.parametrize("first", [0, 1])
def test_what_is_not_sure_stands_on_the_preview(riverside: Branch, first: int) -> None:
    files = [f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300", f"{PAYMENTS}\n1,2024-03-06,300,现金"]
    bring_in(riverside, files[first])
    preview = check(riverside, files[1 - first])
    assert (outcomes(preview), codes(preview), preview.counts["remarked"]) == (["new"], ["paid_unclear"], 1)


# somebody known, and two who come with the files: with a list of patients, and with their own rows
PEOPLE = "病历号,姓名,出生日期\n2,李梅,1980-02-03"
MIXED = f"""{VISITS},姓名
1,2024-03-05,林岚,洁治,300,300,王芳
2,2024-03-05,林岚,洁治,300,300,李梅
2,2024-03-06,林岚,补牙,500,500,李梅
3,2024-03-05,林岚,洁治,300,300,陈静"""
LATER = f"""{PAYMENTS},姓名
1,2024-03-05,300,现金,王芳
2,2024-03-05,300,现金,李梅
2,2024-04-06,500,现金,李梅
3,2024-03-05,300,现金,陈静
3,2023-03-05,90,现金,陈静"""


@pytest.mark.parametrize("rows", [500, 1])
def test_files_that_tell_money_twice_between_them_say_so_on_the_preview(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", rows)
    preview = check(riverside, PEOPLE, MIXED, LATER)
    said = {"new": 10, "remarked": 4, "paid_beside": 3, "paid_unclear": 1}
    assert (codes(preview), preview.counts) == (["paid_beside"] * 2 + ["paid_unclear", "paid_beside"], said)
    applied = bring_in(riverside, PEOPLE, MIXED, LATER)
    assert (codes(applied), applied.counts, spent(), unclear()) == (codes(preview), said, 1490, 1)


def test_the_money_of_one_person_says_nothing_about_another(riverside: Branch) -> None:
    register(riverside, "李梅", file_number="2")
    bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300", f"{PAYMENTS}\n2,2024-03-05,300,现金")
    assert (spent(), unclear()) == (600, 0)


def test_it_counts_once_however_far_the_rows_stand_apart(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("carefully", "settling"):
        monkeypatch.setattr(f"rapport.importing.{module}.ROWS_AT_ONCE", 1)
    bring_in(riverside, MARCH)
    bring_in(riverside, f"{PAYMENTS}\n1,2024-03-05,600,\n1,2024-03-20,600,")
    assert (spent(), unclear()) == (1200, 0)


def test_a_corrected_sum_beside_a_visit_is_looked_at_again(riverside: Branch) -> None:
    bring_in(riverside, MARCH, f"{PAYMENTS}\n1,2024-03-05,600,现金")
    before = written()
    corrected = bring_in(riverside, MARCH.replace("补牙,500,300", "补牙,500,500"))
    assert (outcomes(corrected), spent(), unclear()) == (["same", "changed"], 600, 2)
    take_back(corrected)
    assert written() == before
