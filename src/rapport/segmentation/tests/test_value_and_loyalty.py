"""Value (VAL-A to VAL-D), loyalty (LOY-1, LOY-2) and sleep (CAM-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewOption, judge_patient, move_plan, note_findings, present_plan
from rapport.care.models import Finding, Plan, PlanOption, PlanState
from rapport.lib import clock
from rapport.people.actions import note_satisfaction, record_departure
from rapport.people.models import Patient
from rapport.people.models.mood import Satisfaction
from rapport.people.models.standing import Scheme
from rapport.segmentation.person import person_of
from rapport.segmentation.policies.force import policies_in_force
from rapport.segmentation.policies.grading import grade_of
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, broke_off, came, noon, paid, standing_of
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.now(noon())


def test_the_first_fifth_by_money_is_key(riverside: Branch) -> None:
    """VAL-A: of five people one; who spent nothing is not counted in."""
    payers = [register(riverside, f"付款人{number}") for number in range(5)]
    for place, one in enumerate(payers, start=1):
        came(one, TODAY)
        paid(one, place * 10_000)
    for number in range(5):
        came(register(riverside, f"免费{number}"), TODAY)
    refresh_facts()
    assert [standing_of(one).value for one in payers] == ["standard"] * 4 + ["key"]


def test_social_influence_is_key(riverside: Branch, zhou: Patient) -> None:
    """VAL-A: whatever they spend."""
    known = register(riverside, "网红", influence="opinion_leader")
    for one in (known, zhou):
        came(one, TODAY)
    assert (standing_of(known).value, standing_of(zhou).value) == ("key", "standard")


def test_two_referrals_are_key(riverside: Branch, zhou: Patient) -> None:
    """VAL-A: one is not, and those two need not come themselves."""
    register(riverside, "朋友一", referrer=zhou)
    assert standing_of(zhou).value == "standard"
    register(riverside, "朋友二", referrer=zhou)
    assert standing_of(zhou).value == "key"


def test_an_open_finding_and_interest_is_potential(zhou: Patient, dentist: User) -> None:
    """VAL-B: not where they are reluctant."""
    came(zhou, TODAY)
    note_findings([Finding(patient=zhou, place="36", kind="crack", found_on=TODAY)], by=dentist)
    assert standing_of(zhou).value == "potential"
    judge_patient(zhou, awareness=2, demands=1, reluctance=3, by=dentist)
    assert standing_of(zhou).value == "standard"


@pytest.mark.parametrize(("last", "value"), [(date(2025, 11, 21), "potential"), (date(2025, 11, 20), "standard")])
def test_who_has_not_come_for_a_year_shows_no_interest(
    zhou: Patient, dentist: User, last: date, value: str
) -> None:
    """VAL-B."""
    came(zhou, last)
    note_findings([Finding(patient=zhou, place="36", kind="crack", found_on=last)], by=dentist)
    assert standing_of(zhou).value == value


def test_a_plan_not_yet_accepted_is_potential(zhou: Patient, dentist: User) -> None:
    """VAL-B: once accepted, it is work."""
    came(zhou, TODAY)
    option = NewOption(PlanOption(name="种植", price=900_000))
    plan = present_plan(Plan(patient=zhou, branch=zhou.branch, title="46 种植"), on=TODAY, options=[option])
    assert standing_of(zhou).value == "potential"
    move_plan(plan, PlanState.ACCEPTED, by=dentist, on=TODAY, option=plan.options.get())
    assert standing_of(zhou).value == "standard"


def test_everyone_else_is_standard(zhou: Patient) -> None:
    """VAL-C: who never came and brought nobody stands nowhere."""
    assert standing_of(zhou).value == ""
    came(zhou, TODAY)
    assert standing_of(zhou).value == "standard"


@pytest.mark.parametrize("why", ["dissatisfied", "technical_hazard", "own_conditions"])
def test_at_risk_wins_and_says_what_it_would_be_otherwise(
    riverside: Branch, dentist: User, caller: User, why: str
) -> None:
    """VAL-D: for each of the three reasons."""
    one = register(riverside, "网红", influence="opinion_leader")
    came(one, TODAY)
    if why == "dissatisfied":
        note_satisfaction(one, Satisfaction.DISSATISFIED, words="等了一小时", by=caller)
    else:
        judge_patient(one, awareness=2, demands=2, reluctance=1, by=dentist, **{why: True})
    assert standing_of(one).value == "at_risk"
    [policy] = [one.policy for one in policies_in_force() if one.scheme == Scheme.VALUE]
    person = person_of(one.pk, policy.conditions())
    assert grade_of(policy, person, TODAY).grade == "at_risk"
    assert grade_of(policy.without("at_risk"), person, TODAY).grade == "key"


def loyal(patient: Patient) -> None:
    """All that LOY-1 asks for."""
    came(patient, date(2026, 1, 10), date(2026, 8, 10), treated="hygiene", amount=30_000)


def test_who_came_again_is_willing_aware_and_trusts_is_loyal(zhou: Patient) -> None:
    """LOY-1."""
    loyal(zhou)
    assert standing_of(zhou).loyalty == "loyal"


def test_who_came_once_and_referred_is_loyal(riverside: Branch, zhou: Patient, dentist: User) -> None:
    """LOY-1: came again or referred."""
    came(zhou, TODAY, treated="hygiene", amount=30_000)
    judge_patient(zhou, awareness=3, demands=1, reluctance=1, by=dentist)
    assert standing_of(zhou).loyalty == "first_time"
    register(riverside, "朋友", referrer=zhou)
    assert standing_of(zhou).loyalty == "loyal"


def test_wealth_alone_is_not_loyalty(zhou: Patient, dentist: User) -> None:
    """LOY-1: much money, no awareness."""
    came(zhou, date(2026, 1, 10), date(2026, 8, 10), treated="implant", amount=9_000_000)
    assert standing_of(zhou).loyalty == "returning"


@pytest.mark.parametrize("lack", ["unwilling", "dissatisfied", "broke off", "left", "away"])
def test_who_lacks_one_thing_came_again_but_is_not_loyal(
    zhou: Patient, dentist: User, caller: User, lack: str
) -> None:
    """LOY-1."""
    loyal(zhou)
    match lack:
        case "unwilling":
            judge_patient(zhou, awareness=3, demands=1, reluctance=3, by=dentist)
        case "dissatisfied":
            note_satisfaction(zhou, Satisfaction.DISSATISFIED, by=caller)
        case "broke off":
            broke_off(zhou, TODAY, by=caller, reason="distrust")
        case "left":
            record_departure(zhou, left_on=TODAY, by=caller)
    with clock.set_to(noon(date(2028, 2, 11) if lack == "away" else TODAY)):
        refresh_facts()
        assert standing_of(zhou).loyalty == "returning"


@pytest.mark.parametrize(
    ("travel", "born", "signals"),
    [
        (46, date(1996, 11, 21), 3),  # thirty today
        (45, date(1996, 11, 22), 1),  # not over 45 minutes, not yet thirty
        (90, date(1970, 11, 22), 3),  # 55 until tomorrow
        (90, date(1970, 11, 21), 2),  # 56 today
    ],
)
def test_signals_of_loyalty(riverside: Branch, dentist: User, travel: int, born: date, signals: int) -> None:
    """LOY-2: over 45 minutes, aged 30 to 55, severe defects."""
    one = register(riverside, "远方来客", travel_minutes=travel, birth_date=born)
    note_findings([Finding(patient=one, place="36", kind="crack", urgency="urgent", found_on=TODAY)], by=dentist)
    standing_of(one)
    assert one.facts.loyal_signals == signals


@pytest.mark.parametrize(
    ("last", "grade"),
    [
        (date(2026, 5, 21), "active"),
        (date(2026, 5, 20), "due"),
        (date(2025, 11, 21), "due"),
        (date(2025, 11, 20), "sleeping"),
    ],
)
def test_sleep_begins_after_twelve_months(zhou: Patient, last: date, grade: str) -> None:
    """CAM-3: twelve months to the day are not over yet."""
    came(zhou, last)
    assert standing_of(zhou).lifecycle == grade


def test_an_appointment_or_a_visit_ends_the_sleep(zhou: Patient, marsh: Patient) -> None:
    """CAM-3: comes, no longer sleeping."""
    for one in (zhou, marsh):
        came(one, date(2024, 1, 10))
        assert standing_of(one).lifecycle == "sleeping"
    add_appointments([Appointment(patient=zhou, branch=zhou.branch, starts_at=noon(TODAY + timedelta(days=9)))])
    came(marsh, TODAY)
    assert [standing_of(one).lifecycle for one in (zhou, marsh)] == ["active", "active"]


def test_whoever_brought_somebody_hears_at_once_that_they_came(riverside: Branch, zhou: Patient) -> None:
    """A visit of one person is a fact of another too."""
    friend = register(riverside, "朋友", referrer=zhou)
    came(zhou, TODAY)
    standing_of(zhou)
    came(friend, TODAY)
    standing_of(friend)
    zhou.refresh_from_db()
    assert zhou.facts.referrals_came == 1


def test_whoever_can_be_reached_is_in_exactly_one_class(riverside: Branch, zhou: Patient, desk: User) -> None:
    """REF-4, the pool: a prospect or a patient, never both and never neither, whatever became of them."""
    patient, left = (register(riverside, name, phone=f"1390013800{n}") for n, name in enumerate(("来过", "离开")))
    came(patient, TODAY)
    came(left, TODAY - timedelta(days=300))
    broke_off(left, TODAY - timedelta(days=250), by=desk)
    for one in (zhou, patient, left):
        standing = standing_of(one)
        assert bool(standing.prospect) is not bool(standing.care), one
    assert standing_of(patient).care and standing_of(zhou).prospect and standing_of(left).prospect
