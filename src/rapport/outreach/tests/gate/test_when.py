"""The contact gate: at which hours, how often, and when it rests (LOY-4, CAM-1, CMP-3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rapport.care.actions import give_time_to_think
from rapport.outreach.gate import Ask, look
from rapport.outreach.models import HoursWish, Manners, PauseGround, PauseScope
from rapport.outreach.pausing import end_pause, pause_contact, resume_pause
from rapport.outreach.tests.gate.steps import (
    AFTERNOON,
    ASKED_CALL,
    ASKED_SMS,
    CARE_CALL,
    CARE_SMS,
    OFFER_CALL,
    OFFER_SMS,
    agree,
    no,
    passed,
    there,
)
from rapport.outreach.wishing import wish_hours
from rapport.people.actions import live_together
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.now(AFTERNOON)


@pytest.mark.parametrize(
    ("way", "at", "opens"),
    [
        (CARE_CALL, there(9), there(12)),
        (CARE_CALL, there(20, 59), None),
        (CARE_CALL, there(21), there(12, day=20)),
        # the 21st is a Saturday: calls rest on Sunday
        (CARE_CALL, there(21, day=21), there(12, day=23)),
        (CARE_SMS, there(8, 59), there(9)),
        (CARE_SMS, there(9), None),
        (CARE_SMS, there(20, day=21), there(9, day=22)),
    ],
)
def test_calls_wait_for_noon_and_messages_for_nine(
    agreeing: Patient, way: Ask, at: datetime, opens: datetime | None
) -> None:
    """CAM-1, CAM-7: working hours and evening, not the morning, and no call on Sunday."""
    assert no(agreeing, way, at) == (([], at) if opens is None else (["hours"], opens))


def test_hours_go_by_the_clock_of_the_person(agreeing: Patient) -> None:
    """CAM-1: three in the afternoon at the clinic is ten in the morning in Moscow."""
    agreeing.time_zone = "Europe/Moscow"
    agreeing.save()
    assert no(agreeing, CARE_CALL) == (["hours"], there(17))
    agreeing.time_zone = "Moscow"  # no time zone: the clock of the branch
    agreeing.save()
    assert look(agreeing, CARE_CALL, at=AFTERNOON).allowed


def test_wished_hours_narrow_those_of_the_clinic(agreeing: Patient) -> None:
    """CAM-1: after five and on Fridays, never earlier than the clinic itself calls."""
    wish_hours(agreeing, "calls", time(8), time(18), by=None)
    assert no(agreeing, CARE_CALL, there(9)) == (["hours"], there(12))
    assert no(agreeing, CARE_CALL, there(18)) == (["hours"], there(12, day=20))
    wish_hours(agreeing, "calls", time(17), time(19), by=None, days="5")
    assert no(agreeing, CARE_CALL) == (["hours"], there(17, day=20))
    wish_hours(agreeing, "calls", time(8), time(9), by=None)
    assert no(agreeing, CARE_CALL) == (["hours_never"], None)
    assert look(agreeing, CARE_SMS, at=AFTERNOON).allowed
    assert HoursWish.objects.count() == 1


def test_two_a_week_by_whomever_and_whatever_and_four_in_thirty_days(agreeing: Patient) -> None:
    """LOY-4: no repeated calls; a day is the day of the person."""
    passed(agreeing, CARE_CALL, there(12, day=2))
    passed(agreeing, CARE_SMS, there(12, day=9))
    passed(agreeing, CARE_SMS, there(12, day=17))
    assert no(agreeing, CARE_CALL, there(13, day=17)) == (["a_day"], there(12, day=18))
    passed(agreeing, OFFER_SMS, there(12, day=18))
    # four within thirty days, and two within seven; the first falls out on the 2nd of December
    assert no(agreeing, CARE_SMS) == (["a_week", "a_month"], datetime(2026, 12, 2, 1, tzinfo=UTC))


def test_two_offers_in_thirty_days(agreeing: Patient, riverside: Branch) -> None:
    """LOY-4: care still passes."""
    Manners.objects.create(branch=riverside, a_week=0, a_month=0)
    passed(agreeing, OFFER_SMS, there(12, day=2))
    passed(agreeing, OFFER_CALL, there(12, day=3))
    assert no(agreeing, OFFER_SMS) == (["offers_a_month"], datetime(2026, 12, 2, 1, tzinfo=UTC))
    assert look(agreeing, CARE_SMS, at=AFTERNOON).allowed


def test_a_household_is_turned_to_once_a_day(agreeing: Patient, riverside: Branch) -> None:
    """LOY-4: whoever of them it was."""
    husband = agree(register(riverside, "李建国", phone="+8613700137000"))
    live_together(agreeing, husband, by=None)  # type: ignore[arg-type]
    passed(husband, CARE_SMS)
    assert no(agreeing, CARE_SMS) == (["household"], there(9, day=20))


def test_while_they_think_nobody_calls_and_nothing_is_offered(agreeing: Patient, dentist: User) -> None:
    """LOY-4: quotes and calls wait for its end, the confirmation of an appointment does not."""
    give_time_to_think(
        agreeing, None, starts_on=date(2026, 11, 18), ends_on=date(2026, 12, 2), words="", by=dentist
    )
    over = datetime(2026, 12, 3, 1, tzinfo=UTC)
    assert no(agreeing, OFFER_SMS) == (["thinking"], over)
    assert no(agreeing, CARE_CALL) == (["thinking"], over + timedelta(hours=3))
    assert look(agreeing, CARE_SMS, at=AFTERNOON).allowed
    assert look(agreeing, ASKED_CALL, at=AFTERNOON).allowed


def test_while_a_complaint_is_open_care_passes_and_promotion_does_not(agreeing: Patient) -> None:
    """CMP-3."""
    pause = pause_contact(agreeing, PauseGround.COMPLAINT, by=None)
    assert no(agreeing, OFFER_SMS) == (["pause_complaint"], None)
    assert look(agreeing, CARE_CALL, at=AFTERNOON).allowed
    end_pause(pause, by=None)
    assert look(agreeing, OFFER_SMS, at=AFTERNOON).allowed
    resume_pause(pause)
    assert not look(agreeing, OFFER_SMS, at=AFTERNOON).allowed


def test_a_pause_rests_what_it_is_about_until_its_day(agreeing: Patient) -> None:
    """CAM-2."""
    pause_contact(agreeing, PauseGround.ASKED, scope=PauseScope.CALLS, until=date(2026, 11, 24), by=None)
    assert no(agreeing, CARE_CALL) == (["pause_asked"], there(12, day=25))
    assert look(agreeing, OFFER_SMS, at=AFTERNOON).allowed
    assert look(agreeing, ASKED_CALL, at=AFTERNOON).allowed


def test_who_never_wants_to_hear_from_us_does_not_even_hear_what_they_asked_for(agreeing: Patient) -> None:
    """CAM-2."""
    pause_contact(agreeing, PauseGround.NEVER, until=date(2026, 11, 24), by=None)
    assert no(agreeing, ASKED_SMS) == (["never"], None)
    assert no(agreeing, CARE_SMS) == (["never"], None)
