"""The base in figures: how many stand where day by day, the stage of a branch, sources of people and of money."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Visit
from rapport.people.models import Patient, Source
from rapport.people.models.standing import Scheme
from rapport.segmentation.counting import count_grades
from rapport.segmentation.loyal import LoyalShare, counted_since, loyal_by_month, loyal_now
from rapport.segmentation.models import GradeCount
from rapport.segmentation.money_curve import money_curves
from rapport.segmentation.policies.actions import set_grade
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.sources import SourceYield, yields_of_sources
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
TODAY = NOON.date()
pytestmark = pytest.mark.now(NOON)


def came(patient: Patient, day: date = TODAY, paid: int = 0) -> Patient:
    record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day))])
    if paid:
        take_payments([Payment(patient=patient, branch=patient.branch, day=day, amount=paid)])
    return patient


def make_loyal(patient: Patient, by: User) -> None:
    set_grade(patient, Scheme.LOYALTY, "loyal", reason="老客户", until=TODAY + timedelta(days=30), by=by)


@pytest.mark.parametrize(
    ("loyal", "active", "stage", "missing"),
    [
        (0, 10, 1, 1),
        (99, 1000, 1, 1),
        (1, 10, 2, 1),
        (199, 1000, 2, 1),
        (2, 10, 3, 0),
        (9, 10, 3, 0),
    ],
)
def test_the_stage_of_a_branch(loyal: int, active: int, stage: int, missing: int) -> None:
    """LOY-3: stage 1 below 10 per cent of loyal clients, stage 2 from 10, stage 3 from 20 on."""
    share = LoyalShare(loyal, active)
    assert (share.stage, share.missing) == (stage, missing)
    assert LoyalShare(loyal + missing, active).stage == min(3, stage + 1)


def test_a_night_counts_every_branch_once(riverside: Branch, almaty: Branch, owner: User) -> None:
    """LOY-3: counted twice it says the same; who has left a grade meanwhile is not counted there any more."""
    loyal = came(register(riverside, "老客"))
    make_loyal(loyal, owner)
    came(register(riverside, "新客"))
    came(register(almaty, "Новый"), TODAY - timedelta(days=300))
    refresh_facts()
    for _again in range(2):
        count_grades()
        found = set(GradeCount.objects.values_list("branch", "scheme", "grade", "people", "active"))
        assert {(riverside.pk, "loyalty", "loyal", 1, 1), (riverside.pk, "loyalty", "first_time", 1, 1)} <= found
        assert {(almaty.pk, "lifecycle", "due", 1, 0), (almaty.pk, "loyalty", "first_time", 1, 0)} <= found
    came(loyal.branch.patients.get(full_name="新客"), TODAY - timedelta(days=40))
    refresh_facts()
    count_grades()
    assert not GradeCount.objects.filter(branch=riverside, grade="first_time").exists()
    assert set(GradeCount.objects.values_list("day", flat=True)) == {TODAY}


def test_the_share_of_loyal_clients_month_by_month(riverside: Branch, almaty: Branch, owner: User) -> None:
    """LOY-3: a month is told by its last count; months before the first count are not made up."""
    people = [came(register(riverside, f"客{n}")) for n in range(4)]
    came(register(almaty, "Новый"))
    refresh_facts()
    for day in (date(2026, 9, 28), date(2026, 9, 30), date(2026, 10, 31)):
        count_grades(day)
    make_loyal(people[0], owner)
    refresh_facts()
    count_grades()
    branches = [riverside.pk, almaty.pk]
    by_month = loyal_by_month(branches, TODAY)
    assert by_month[riverside.pk] == {
        date(2026, 9, 30): LoyalShare(0, 4),
        date(2026, 10, 31): LoyalShare(0, 4),
        TODAY: LoyalShare(1, 4),
    }
    assert counted_since(branches) == date(2026, 9, 28)
    assert loyal_now(branches) == {riverside.pk: LoyalShare(1, 4), almaty.pk: LoyalShare(0, 1)}
    assert loyal_by_month(branches, date(2028, 1, 1)) == {}


def test_which_share_of_the_payers_brings_which_share_of_the_money(riverside: Branch, almaty: Branch) -> None:
    """VAL-5: from those who paid most on, branch by branch; who has paid nothing is no payer."""
    for number, paid in enumerate((800, 100, 40, 40, 20)):
        came(register(riverside, f"付{number}"), paid=paid)
    came(register(riverside, "未付"))
    came(register(almaty, "Платил"), paid=500)
    refresh_facts()
    curves = money_curves([riverside.pk, almaty.pk])
    at_riverside = curves[riverside.pk]
    assert [(step.people, step.money) for step in at_riverside.steps] == [
        (1, 800), (2, 900), (3, 940), (4, 980), (5, 1000)
    ]  # fmt: skip
    assert (at_riverside.upto(20).people, at_riverside.share(at_riverside.upto(20))) == (1, 80.0)
    # of one payer the first fifth is that one
    assert curves[almaty.pk].upto(20).people == 1
    assert money_curves([]) == {}


def test_every_source_is_followed_to_visit_and_payment(riverside: Branch) -> None:
    """PRO-7, and the share of referrals of REF-5: of those written down since a day, by source."""
    search, friend = (
        Source.objects.get_or_create(name="大众点评", kind="search")[0],
        Source(name="朋友", kind="referral"),
    )
    friend.save()
    new = {"registered_on": TODAY - timedelta(days=20)}
    register(riverside, "只问", source=search, **new)
    came(register(riverside, "来过", source=search, **new))
    came(register(riverside, "付过", source=search, **new), paid=100)
    came(register(riverside, "友人", source=friend, **new), paid=100)
    register(riverside, "无源", **new)
    came(register(riverside, "去年", source=friend, registered_on=TODAY - timedelta(days=500)))
    refresh_facts()
    assert yields_of_sources(Patient.objects.all(), TODAY - timedelta(days=365)) == [
        SourceYield("大众点评", "search", 3, 2, 1),
        SourceYield("", "", 1, 0, 0),
        SourceYield("朋友", "referral", 1, 1, 1),
    ]
