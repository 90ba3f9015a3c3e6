"""How people move (PAT-7, PAT-8): history with figures, grades by hand, moves that wait for a person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.care.actions import judge_patient
from rapport.lib import clock
from rapport.people.actions import note_satisfaction
from rapport.people.models import Patient, StandingChange
from rapport.people.models.mood import Satisfaction
from rapport.people.models.standing import Scheme
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    confirm_move,
    draft_policy,
    end_grade,
    set_grade,
)
from rapport.segmentation.policies.reading import shipped_text
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, came, noon, standing_of
from rapport.staff.models import User

SPRING = (date(2026, 2, 1), date(2026, 4, 1))
pytestmark = pytest.mark.now(noon())


@pytest.fixture
def of_d(zhou: Patient) -> Patient:
    """A patient of class D: regular simple work."""
    came(zhou, *SPRING, treated="hygiene")
    assert standing_of(zhou).care == "D"
    return zhou


def last_move(patient: Patient, scheme: Scheme = Scheme.CARE) -> StandingChange:
    return patient.moves.filter(scheme=scheme).latest("pk")


def test_where_somebody_first_stands_is_no_move(of_d: Patient) -> None:
    assert not of_d.moves.exists()


def test_a_move_is_kept_with_day_figures_and_version(of_d: Patient, dentist: User) -> None:
    """PAT-8: 0 is the version that the product comes with."""
    came(of_d, TODAY, treated="implant", amount=900_000)
    stands = standing_of(of_d)
    assert (stands.care, stands.care_since, stands.care_version) == ("C", TODAY, 0)
    move = last_move(of_d)
    assert (move.before, move.after, move.day, move.policy_version) == ("D", "C", TODAY, 0)
    assert (move.figures["main_need"], move.figures["visits"]) == ("implant", 3)


def test_rules_of_the_clinic_leave_their_version(of_d: Patient, owner: User) -> None:
    """PAT-8, PAT-9."""
    text = shipped_text(Scheme.CARE).replace(
        "when: awareness >= 3 or (awareness >= 2 and", "when: (awareness >= 5 and"
    )
    activate_policy(approve_policy(draft_policy(Scheme.CARE, text, by=owner), by=owner), by=owner)
    refresh_facts()
    stands = standing_of(of_d)
    assert (stands.care, stands.care_version, last_move(of_d).policy_version) == ("E", 1, 1)


def test_the_d_who_becomes_b(of_d: Patient, dentist: User, owner: User) -> None:
    """PAT-B, PAT-D: an implant after simple work, and a dentist who sees demands; two grades wait for a person."""
    came(of_d, TODAY, treated="implant", amount=900_000)
    judge_patient(of_d, awareness=3, demands=3, reluctance=1, by=dentist)
    assert standing_of(of_d).care == "D"
    waiting = of_d.held_moves.get(scheme="care")
    assert (waiting.before, waiting.after, waiting.since) == ("D", "B", TODAY)
    refresh_facts()
    assert of_d.held_moves.get(scheme="care") == waiting
    confirm_move(waiting, by=owner)
    assert standing_of(of_d).care == "B"
    move = last_move(of_d)
    assert (move.before, move.after) == ("D", "B")
    assert (move.figures["awareness"], move.figures["demands"]) == (3, 3)
    assert not of_d.held_moves.exists()


def test_the_d_who_becomes_b_by_way_of_c_waits_for_nobody(of_d: Patient, dentist: User) -> None:
    """PAT-8: one grade at a time is no jump."""
    came(of_d, TODAY, treated="implant", amount=900_000)
    assert standing_of(of_d).care == "C"
    judge_patient(of_d, awareness=3, demands=3, reluctance=1, by=dentist)
    assert standing_of(of_d).care == "B"
    moves = of_d.moves.filter(scheme="care").order_by("pk").values_list("before", "after")
    assert list(moves) == [("D", "C"), ("C", "B")]


def test_a_move_that_the_rules_no_longer_ask_for_waits_no_longer(of_d: Patient, dentist: User) -> None:
    came(of_d, TODAY, treated="implant", amount=900_000)
    judge_patient(of_d, awareness=3, demands=3, reluctance=1, by=dentist)
    standing_of(of_d)
    judge_patient(of_d, awareness=3, demands=1, reluctance=1, by=dentist)
    assert standing_of(of_d).care == "C"
    assert not of_d.held_moves.exists()


def test_nobody_steps_down_while_dissatisfied(of_d: Patient, dentist: User, caller: User) -> None:
    """PAT-8: satisfaction counts; who is at odds with the clinic is not served worse on top."""
    note_satisfaction(of_d, Satisfaction.DISSATISFIED, by=caller)
    judge_patient(of_d, awareness=1, demands=1, reluctance=1, by=dentist)
    stands = standing_of(of_d)
    assert (stands.care, stands.value) == ("D", "at_risk")
    note_satisfaction(of_d, Satisfaction.SATISFIED, by=caller)
    stands = standing_of(of_d)
    assert (stands.care, stands.value) == ("E", "standard")


def test_a_grade_by_hand_counts_to_the_end_of_its_last_day(of_d: Patient, owner: User) -> None:
    """PAT-7: and however far it jumps, there and back, it waits for nobody."""
    until = TODAY + timedelta(days=10)
    by_hand = set_grade(of_d, Scheme.CARE, "A", reason="院长的老师", until=until, by=owner)
    assert standing_of(of_d).care == "A"
    move = last_move(of_d)
    assert (move.before, move.after, move.by_hand) == ("D", "A", by_hand)
    for day, grade in ((until, "A"), (until + timedelta(days=1), "D")):
        with clock.set_to(noon(day)):
            refresh_facts()
            assert standing_of(of_d).care == grade
    assert not of_d.held_moves.exists()


def test_a_grade_by_hand_can_be_ended_before(of_d: Patient, owner: User) -> None:
    """PAT-7."""
    set_grade(of_d, Scheme.CARE, "C", reason="种植咨询", until=TODAY + timedelta(days=10), by=owner)
    assert standing_of(of_d).care == "C"
    end_grade(of_d, Scheme.CARE, by=owner)
    assert standing_of(of_d).care == "D"
