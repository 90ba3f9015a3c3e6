"""Prospects (PRO-1 to PRO-6): who has not come yet, and who broke off and comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.people.actions import join_activity, plan_activity, record_departure, record_purchase
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, broke_off, came, needs, noon, standing_of
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.now(noon())


def joined(patient: Patient, day: date, by: User) -> None:
    join_activity(patient, plan_activity(patient.branch, "护牙讲座", day=day), by=by)


def test_a_contact_point_alone_is_the_first_class(riverside: Branch, zhou: Patient) -> None:
    """PRO-1: and nobody is a prospect who cannot be reached."""
    assert standing_of(zhou).prospect == "1"
    assert standing_of(register(riverside, "无电话")).prospect == ""


def test_a_need_makes_the_second_class(zhou: Patient, desk: User) -> None:
    """PRO-2."""
    needs(zhou, "implant", by=desk)
    assert standing_of(zhou).prospect == "2"


@pytest.mark.parametrize(("day", "grade"), [(date(2026, 9, 21), "3"), (date(2026, 9, 20), "2")])
def test_an_event_of_the_last_two_months_makes_the_third(zhou: Patient, desk: User, day: date, grade: str) -> None:
    """PRO-3: the same day two months ago belongs to them."""
    needs(zhou, "implant", by=desk)
    joined(zhou, day, desk)
    assert standing_of(zhou).prospect == grade


def test_an_event_without_a_need_changes_nothing(zhou: Patient, desk: User) -> None:
    """PRO-3 asks for contact point and need."""
    joined(zhou, TODAY, desk)
    assert standing_of(zhou).prospect == "1"


def test_the_third_class_ends_by_the_calendar_alone(zhou: Patient, desk: User) -> None:
    """PRO-3, PAT-8: nobody does anything, and the nightly pass moves them."""
    needs(zhou, "implant", by=desk)
    joined(zhou, TODAY, desk)
    assert standing_of(zhou).prospect == "3"
    with clock.set_to(noon(date(2027, 1, 22))):
        refresh_facts()
        assert standing_of(zhou).prospect == "2"


def test_who_bought_something_and_has_not_come_is_of_the_fourth(zhou: Patient, desk: User) -> None:
    """PRO-4: whoever took part in an event and bought nothing is below."""
    needs(zhou, "implant", by=desk)
    joined(zhou, TODAY, desk)
    record_purchase(zhou, day=TODAY, what="电动牙刷", amount=39_900, online=True, by=desk)
    assert standing_of(zhou).prospect == "4"
    came(zhou, TODAY)
    assert standing_of(zhou).prospect == ""


def test_who_was_referred_is_of_the_fifth(riverside: Branch, zhou: Patient, desk: User) -> None:
    """PRO-5: a friend's word counts above a purchase; in words as much as on file."""
    friend = register(riverside, "朋友", phone="+8613700000001", referrer=zhou)
    neighbour = register(riverside, "邻居", phone="+8613700000002", referrer_words="同事")
    for one in (friend, neighbour):
        needs(one, "orthodontic", by=desk)
        record_purchase(one, day=TODAY, what="电动牙刷", by=desk)
        assert standing_of(one).prospect == "5"
    assert standing_of(zhou).prospect == "1"


def test_who_breaks_off_is_a_prospect_again_and_who_comes_back_a_patient(
    riverside: Branch, zhou: Patient, desk: User
) -> None:
    """PRO-2, PRO-6: the six-month interruption. Six months to the day are not over six; nothing is retyped."""
    one = register(riverside, "回头客", phone="+8613700000003", birth_date=date(1985, 5, 5), referrer=zhou)
    needs(one, "implant", by=desk)
    came(one, date(2026, 5, 21))
    before = (one.contacts.count(), one.tagged.count(), one.birth_date, one.file_number)
    broke_off(one, date(2026, 6, 1), by=desk)
    stands = standing_of(one)
    assert (stands.prospect, stands.care) == ("", "E")
    with clock.set_to(noon(TODAY + timedelta(days=1))):
        refresh_facts()
        stands = standing_of(one)
        # referred once, long ago: that says nothing of today
        assert (stands.prospect, stands.care, stands.lifecycle) == ("2", "", "due")
        came(one, TODAY + timedelta(days=1))
        stands = standing_of(one)
        assert (stands.prospect, stands.care, stands.lifecycle) == ("", "E", "active")
    one.refresh_from_db()
    assert (one.contacts.count(), one.tagged.count(), one.birth_date, one.file_number) == before
    moves = [(m.before, m.after) for m in one.moves.filter(scheme="prospect").order_by("pk")]
    assert moves == [("", "2"), ("2", "")]


def test_who_stays_away_but_was_not_judged_lost_is_a_patient(zhou: Patient) -> None:
    """PRO-2 asks for the judgement: long absence alone is sleep (CAM-3)."""
    came(zhou, date(2025, 1, 10))
    stands = standing_of(zhou)
    assert (stands.prospect, stands.lifecycle) == ("", "sleeping")
    assert stands.care


def test_an_appointment_ahead_keeps_who_broke_off_a_patient(zhou: Patient, desk: User) -> None:
    """PRO-2: no future appointment."""
    came(zhou, date(2025, 1, 10))
    broke_off(zhou, date(2025, 6, 1), by=desk)
    assert standing_of(zhou).prospect == "2"
    at = noon(TODAY + timedelta(days=30))
    add_appointments([Appointment(patient=zhou, branch=zhou.branch, starts_at=at)])
    stands = standing_of(zhou)
    assert (stands.prospect, stands.lifecycle) == ("", "active")


def test_who_left_is_a_prospect_after_six_months_and_a_patient_when_they_come(zhou: Patient, desk: User) -> None:
    """PRO-2, CAM-3: the visit alone says that they are back."""
    came(zhou, date(2025, 1, 10))
    record_departure(zhou, left_on=date(2025, 2, 1), words="搬家", by=desk)
    stands = standing_of(zhou)
    assert (stands.prospect, stands.lifecycle) == ("2", "left")
    came(zhou, TODAY)
    stands = standing_of(zhou)
    assert (stands.prospect, stands.lifecycle) == ("", "active")


def test_who_died_is_no_prospect(riverside: Branch) -> None:
    one = register(riverside, "已故", phone="+8613700000004", deceased=True)
    assert standing_of(one).prospect == ""


def test_six_months_are_told_by_the_calendar_of_the_branch(zhou: Patient, khalilova: Patient, desk: User) -> None:
    """PRO-2: at one moment it is the 22nd in Hangzhou and the 21st in Almaty."""
    for one in (zhou, khalilova):
        came(one, date(2026, 5, 21))
        broke_off(one, date(2026, 6, 1), by=desk)
    with clock.set_to(datetime(2026, 11, 21, 17, tzinfo=UTC)):
        assert standing_of(zhou).prospect == "2"
        assert standing_of(khalilova).prospect == ""


@pytest.mark.parametrize(("last", "grade"), [(date(2028, 2, 28), "2"), (date(2028, 2, 29), "")])
def test_six_months_before_the_last_of_august_is_the_last_of_february(
    zhou: Patient, desk: User, last: date, grade: str
) -> None:
    """PRO-2: in a leap year the 29th."""
    with clock.set_to(noon(date(2028, 8, 31))):
        came(zhou, last)
        broke_off(zhou, date(2028, 6, 1), by=desk)
        assert standing_of(zhou).prospect == grade
