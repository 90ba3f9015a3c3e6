"""What the record of the mouth says about a person is what its own rules say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import (
    NewOption,
    change_finding,
    give_time_to_think,
    move_plan,
    note_findings,
    present_plan,
)
from rapport.care.models import Finding, FindingState, Plan, PlanOption, PlanState
from rapport.care.rules import thinking_until
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import User

TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.now(datetime(2026, 11, 21, 4, tzinfo=UTC))


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_facts_count_what_is_open(zhou: Patient, marsh: Patient, dentist: User) -> None:
    """REC-4, VAL-B: open potential problems are a fact of the person."""
    places = [Finding(patient=zhou, place=place, kind="crack", found_on=TODAY) for place in ("27", "46")]
    _watched, treated = note_findings(places, by=dentist)
    change_finding(treated, FindingState.TREATED, by=dentist)
    refresh_facts()
    assert (zhou.facts.open_findings, marsh.facts.open_findings) == (1, 0)


def test_the_accepted_option_is_what_a_plan_comes_to(zhou: Patient, dentist: User) -> None:
    """REC-5: the sum of unfinished plans follows the option; what is decided is no longer thought over."""
    options = [NewOption(PlanOption(name=f"Option {price}", price=price)) for price in (1_150_000, 1_680_000)]
    plan = present_plan(Plan(patient=zhou, branch=zhou.branch, title="Implant"), on=TODAY, options=options)
    refresh_facts()
    assert (zhou.facts.thinking_until, zhou.facts.unfinished_sum) == (after(14), 1_150_000)
    move_plan(plan, PlanState.ACCEPTED, by=dentist, on=TODAY, option=plan.options.last())
    refresh_facts()
    zhou.facts.refresh_from_db()
    assert (zhou.facts.thinking_until, zhou.facts.unfinished_sum) == (None, 1_680_000)


def test_facts_and_the_pure_rule_say_the_same(zhou: Patient, marsh: Patient, dentist: User) -> None:
    """LOY-4: what blocks calls is one truth, in SQL and in Python."""
    present_plan(Plan(patient=zhou, branch=zhou.branch, title="Crown"), on=after(-10))
    give_time_to_think(marsh, None, starts_on=TODAY, ends_on=after(7), words="", by=dentist)
    for on in (TODAY, after(4), after(5), after(7), after(8)):
        refresh_facts(day=on)
        for patient in (zhou, marsh):
            patient.facts.refresh_from_db()
            assert patient.facts.thinking_until == thinking_until(patient.thinking_times.all(), on), on
