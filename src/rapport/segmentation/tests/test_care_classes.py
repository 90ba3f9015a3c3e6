"""Care classes (PAT-A to PAT-E, PAT-6): who is which, and by whose word."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment, AppointmentState
from rapport.care.actions import judge_patient
from rapport.lib import clock
from rapport.people.actions import join_activity, plan_activity
from rapport.people.models import Patient
from rapport.segmentation.tests.stories import TODAY, came, needs, noon, standing_of
from rapport.staff.models import Branch, User
from tests.cast import register

YEAR_AGO = date(2025, 11, 21)
CHECKUPS = (date(2025, 11, 21), date(2026, 5, 20))
pytestmark = pytest.mark.now(noon())


def judged(patient: Patient, by: User, awareness: int, demands: int = 1, reluctance: int = 1) -> None:
    judge_patient(patient, awareness=awareness, demands=demands, reluctance=reluctance, by=by)


def test_aware_a_year_with_us_regular_and_recommending_is_a(
    riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """PAT-A."""
    came(zhou, *CHECKUPS, treated="checkup")
    judged(zhou, dentist, 4)
    assert standing_of(zhou).care == "D"
    register(riverside, "朋友", referrer=zhou)
    # from D to A are three grades at once: first looked at with all of it, she is A
    other = register(riverside, "王老师", phone="+8613700000009")
    came(other, *CHECKUPS, treated="checkup")
    judged(other, dentist, 5)
    register(riverside, "朋友二", referrer=other)
    assert standing_of(other).care == "A"
    waits = zhou.held_moves.filter(scheme="care")
    assert (standing_of(zhou).care, waits.get().after) == ("D", "A")


@pytest.mark.parametrize(
    ("days", "awareness", "recommends"),
    [
        (CHECKUPS, 3, True),  # not very aware
        (CHECKUPS, 4, False),  # brings nobody
        ((date(2025, 11, 22), date(2026, 5, 20)), 4, True),  # a day short of a year
        ((date(2024, 1, 10), YEAR_AGO), 4, True),  # one check-up of two years only
        ((date(2024, 12, 1), date(2025, 11, 20)), 4, True),  # none in the last twelve months
    ],
)
def test_who_lacks_one_thing_is_not_a(
    riverside: Branch, zhou: Patient, dentist: User, days: tuple[date, ...], awareness: int, recommends: bool
) -> None:
    """PAT-A: very high awareness, over a year, regular check-ups, recommends: all four."""
    came(zhou, *days, treated="checkup")
    judged(zhou, dentist, awareness)
    if recommends:
        register(riverside, "朋友", referrer=zhou)
    assert standing_of(zhou).care == "D"


def test_often_here_aware_demanding_and_in_need_of_both_is_b(zhou: Patient, dentist: User) -> None:
    """PAT-B."""
    came(zhou, date(2026, 9, 1), date(2026, 10, 1))
    came(zhou, date(2026, 11, 1), treated="implant", amount=900_000)
    judged(zhou, dentist, 3, demands=3)
    assert standing_of(zhou).care == "B"


def test_a_named_need_counts_like_a_treatment(zhou: Patient, dentist: User, desk: User) -> None:
    """PAT-B: needs both specialist and basic."""
    came(zhou, date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
    needs(zhou, "orthodontic", by=desk)
    judged(zhou, dentist, 3, demands=3)
    assert standing_of(zhou).care == "B"


def test_who_comes_for_specialist_work_is_c(zhou: Patient, dentist: User) -> None:
    """PAT-C: awareness like D."""
    came(zhou, date(2026, 11, 1), treated="implant", amount=900_000)
    judged(zhou, dentist, 2)
    assert standing_of(zhou).care == "C"


def test_some_awareness_and_simple_work_is_d(zhou: Patient) -> None:
    """PAT-D: derived from what they do, since no dentist has judged."""
    came(zhou, date(2026, 5, 1), treated="hygiene")
    assert standing_of(zhou).care == "D"


def test_the_first_visit_with_the_lowest_awareness_is_e(zhou: Patient) -> None:
    """PAT-E."""
    came(zhou, TODAY)
    assert standing_of(zhou).care == "E"


def test_who_is_afraid_in_spite_of_some_awareness_is_e(zhou: Patient, dentist: User) -> None:
    """PAT-E: calmed first; with more awareness it is D all the same."""
    came(zhou, TODAY)
    judged(zhou, dentist, 2, reluctance=3)
    assert standing_of(zhou).care == "E"
    judged(zhou, dentist, 3, reluctance=3)
    assert standing_of(zhou).care == "D"


def test_staying_away_shows_reluctance(zhou: Patient) -> None:
    """PAT-6: derived from behaviour where nobody has judged."""
    came(zhou, date(2026, 5, 1), treated="hygiene")
    add_appointments(
        [
            Appointment(patient=zhou, branch=zhou.branch, starts_at=noon(day), state=AppointmentState.NO_SHOW)
            for day in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1))
        ]
    )
    assert standing_of(zhou).care == "D"
    assert (zhou.facts.derived_reluctance, zhou.facts.reluctance) == (3, 3)


def test_the_judgement_wins_and_both_are_kept(zhou: Patient, dentist: User) -> None:
    """PAT-6."""
    came(zhou, *CHECKUPS, treated="checkup")
    assert standing_of(zhou).care == "D"
    judged(zhou, dentist, 1, reluctance=2)
    assert standing_of(zhou).care == "E"
    assert (zhou.facts.judged_awareness, zhou.facts.awareness) == (1, 1)
    assert zhou.facts.derived_awareness > 1


def test_coming_to_events_counts_as_awareness(zhou: Patient, dentist: User, desk: User) -> None:
    """PAT-8: taking part in activities counts, not only money; for a year."""
    came(zhou, date(2026, 9, 1), date(2026, 10, 1))
    came(zhou, date(2026, 11, 1), treated="restoration", amount=300_000)
    judged(zhou, dentist, 2, demands=3)
    assert standing_of(zhou).care == "C"
    join_activity(zhou, plan_activity(zhou.branch, "护牙讲座", day=YEAR_AGO), by=desk)
    assert standing_of(zhou).care == "B"
    with clock.set_to(noon(date(2026, 11, 22))):
        assert standing_of(zhou).care == "B"
