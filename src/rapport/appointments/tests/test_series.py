"""Appointments that come again, as for braces (BOO-1, BOO-3)."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.appointments.booking import Request, book
from rapport.appointments.models import Absence, Appointment, BookedThrough, Series, Service, Slot, Why
from rapport.appointments.series import Rhythm, Wish, book_series, cancel_rest, look_ahead, rest_of
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, works

NINE = time(9)
pytestmark = pytest.mark.now(SUNDAY_NOON)


@pytest.fixture
def wish(service: Service, dentist: User, riverside: Branch) -> Wish:
    """Six Fridays at nine; the last is New Year."""
    return Wish(riverside, service, Rhythm(date(2026, 11, 27), NINE, 1, 6), dentist)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe"])
def test_the_wall_clock_is_kept(zone: str) -> None:
    """BOO-1: nine is nine on both sides of a change, whatever UTC says."""
    moments = Rhythm(date(2026, 9, 7), NINE, 2, 26).moments(ZoneInfo(zone))
    assert {(one.hour, one.minute, one.weekday()) for one in moments} == {(9, 0, 0)}
    assert {after.date() - before.date() for before, after in pairwise(moments)} == {timedelta(weeks=2)}
    assert len({one.utcoffset() for one in moments}) == (1 if zone == "Asia/Shanghai" else 2)


def test_an_hour_that_does_not_exist_is_told_as_the_clock_shows_it() -> None:
    [_before, jumped] = Rhythm(date(2027, 3, 21), time(1, 30), 1, 2).moments(ZoneInfo("Europe/London"))
    assert (jumped.hour, jumped.minute) == (2, 30)


@pytest.mark.parametrize(
    ("rhythm", "code"),
    [
        (Rhythm(MONDAY, NINE, 4, 1), "rhythm"),
        (Rhythm(MONDAY, NINE, 0, 6), "rhythm"),
        (Rhythm(MONDAY, NINE, 4, 41), "rhythm"),
        (Rhythm(date(2026, 11, 21), NINE, 4, 6), "past"),
        (Rhythm(MONDAY, NINE, 26, 40), "too_far"),
    ],
)
def test_what_is_no_series_is_refused(rhythm: Rhythm, code: str) -> None:
    with pytest.raises(Refused, check=lambda error: error.code == code):
        rhythm.check(date(2026, 11, 22))


def test_every_date_is_told_before_anything_is_booked(
    wish: Wish, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: free, taken, a holiday, away; with the nearest that are free."""
    book(marsh, asked(service, riverside, "09:00", dentist, day=wish.rhythm.days()[1]), DESK)
    Absence.objects.create(
        dentist=dentist, kind="leave", first_day=wish.rhythm.days()[2], last_day=wish.rhythm.days()[2]
    )
    book(zhou, asked(service, riverside, "09:15", dentist, day=wish.rhythm.days()[4]), DESK)
    places = look_ahead(zhou, wish)
    assert [place.reasons for place in places] == [
        (), ("dentist_taken",), ("closed",), (), ("dentist_taken", "patient_taken"), ("closed",),
    ]  # fmt: skip
    assert [bool(place.holiday) for place in places] == [False] * 5 + [True]
    second, third = places[1].instead, places[2].instead
    assert [f"{one:%H:%M}" for one in second] == ["09:30", "09:45", "10:00"]
    assert [f"{one:%d. %H:%M}" for one in third] == ["10. 17:00", "10. 17:15", "10. 17:30"]
    assert not places[0].instead
    assert Series.objects.count() == 0 and Appointment.objects.count() == 2


def test_what_is_shown_as_free_is_booked_and_the_rest_is_refused(
    wish: Wish, zhou: Patient, marsh: Patient, desk: User, service: Service, dentist: User, riverside: Branch
) -> None:
    """BOO-1: the look and the booking say the same; one that is gone keeps all of them from being booked."""
    places = look_ahead(zhou, wish)
    free = [place.wanted for place in places if place.free]
    with pytest.raises(Refused, check=lambda error: error.code == "closed"):
        book_series(zhou, wish, [place.wanted for place in places], DESK)
    assert not Series.objects.exists() and not Appointment.objects.exists() and not Slot.objects.exists()
    chosen = [*free, places[5].instead[0]]
    made = book_series(zhou, wish, chosen, Request(BookedThrough.DESK, by=desk, key="form"))
    assert made == book_series(zhou, wish, chosen, Request(BookedThrough.DESK, by=desk, key="form"))
    assert sorted(made.appointments.values_list("starts_at", flat=True)) == sorted(chosen)
    assert Slot.objects.count() == len(chosen) == 6 and (made.by, made.times) == (desk, 6)
    assert [place.reasons for place in look_ahead(marsh, wish)].count(("dentist_taken",)) == len(free)


def test_of_several_who_could_anybody_who_is_free_takes_them(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside, days="2")
    anybody = Wish(riverside, service, Rhythm(MONDAY, NINE, 1, 2))
    book(marsh, asked(service, riverside, "09:00", dentist), DESK)
    assert [place.reasons for place in look_ahead(zhou, anybody)] == [("dentist_taken",), ()]
    works(other, riverside, days="1")
    assert all(place.free for place in look_ahead(zhou, anybody))
    made = book_series(zhou, anybody, anybody.rhythm.moments(riverside.zone), DESK)
    first = made.appointments.order_by("starts_at").first()
    assert first is not None and first.dentist == other


def test_the_rest_is_cancelled_and_what_was_stays(wish: Wish, zhou: Patient, desk: User) -> None:
    """BOO-3: one that was moved is of the series still; one that stood by itself is not touched."""
    free = [place.wanted for place in look_ahead(zhou, wish) if place.free]
    made = book_series(zhou, wish, free, DESK)
    alone = book(zhou, asked(wish.service, wish.branch, "15:00", wish.dentist, day=free[-1].date()), DESK)
    with clock.set_to(free[1] + timedelta(hours=1)):
        assert rest_of(made).count() == len(free) - 2
        assert cancel_rest(made, Why.ELSEWHERE, through=BookedThrough.PHONE, by=desk) == len(free) - 2
        assert cancel_rest(made, Why.ELSEWHERE, through=BookedThrough.PHONE, by=desk) == 0
    states = made.appointments.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == ["booked"] * 2 + ["cancelled"] * (len(free) - 2)
    assert Slot.objects.filter(appointment=alone).exists() and Slot.objects.count() == 3


def test_looking_costs_the_same_for_two_and_for_forty(wish: Wish, zhou: Patient, riverside: Branch) -> None:
    """BOO-1: queries."""

    def cost(times: int) -> int:
        long = Wish(riverside, wish.service, Rhythm(MONDAY, NINE, 3, times), wish.dentist)
        with CaptureQueriesContext(connection) as queries:
            assert len(look_ahead(zhou, long)) == times
        return len(queries)

    assert cost(2) == cost(40)
