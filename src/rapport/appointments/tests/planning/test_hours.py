"""When dentists work: a week from a day on, and extra days (BOO-1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from rapport.appointments.booking import book, free_times, idle_times
from rapport.appointments.models import (
    AbsenceKind,
    Chair,
    ExtraHours,
    Service,
)
from rapport.appointments.planning import (
    AtWork,
    NewAbsence,
    NewExtra,
    add_absence,
    add_extra_hours,
    remove_extra_hours,
    set_week,
)
from rapport.appointments.tests.planning.steps import A_WEEK, MORNING, SUNDAY, hours
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, at, refused, works

pytestmark = pytest.mark.now(SUNDAY_NOON)


def test_other_hours_from_a_day_on_leave_those_before(dentist: User, riverside: Branch) -> None:
    """BOO-1: what was worked is not written anew, and times are given by what is valid on their day."""
    works(dentist, riverside)
    week = [*MORNING, AtWork(1, time(13), time(17))]
    set_week(dentist, riverside, week, since=MONDAY + A_WEEK)
    assert hours(MONDAY, dentist, riverside) == [("09:00", "18:00")]
    assert hours(MONDAY + A_WEEK, dentist, riverside) == [("09:00", "12:00"), ("13:00", "17:00")]
    # said anew for the same day, it takes the place of what was said
    set_week(dentist, riverside, [], since=MONDAY + A_WEEK)
    assert hours(MONDAY + A_WEEK, dentist, riverside) == []
    assert hours(MONDAY, dentist, riverside) == [("09:00", "18:00")]


def test_hours_for_a_while_give_way_to_those_before(dentist: User, riverside: Branch) -> None:
    works(dentist, riverside)
    set_week(dentist, riverside, MORNING, since=MONDAY, until=MONDAY + A_WEEK - timedelta(days=1))
    assert hours(MONDAY, dentist, riverside) == [("09:00", "12:00")]
    assert hours(MONDAY + A_WEEK, dentist, riverside) == [("09:00", "18:00")]
    assert hours(MONDAY - A_WEEK, dentist, riverside) == [("09:00", "18:00")]


@pytest.mark.parametrize(
    ("week", "since", "until", "code"),
    [
        (MORNING, SUNDAY - timedelta(days=1), None, "past"),
        (MORNING, MONDAY, SUNDAY, "order"),
        ([AtWork(1, time(12), time(12))], MONDAY, None, "ends"),
        ([*MORNING, AtWork(1, time(11, 45), time(15))], MONDAY, None, "overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    week: list[AtWork], since: date, until: date | None, code: str, dentist: User, riverside: Branch
) -> None:
    works(dentist, riverside)
    with refused(code):
        set_week(dentist, riverside, week, since=since, until=until)
    assert hours(MONDAY, dentist, riverside) == [("09:00", "18:00")]


def test_nobody_is_at_two_branches_at_once(dentist: User, riverside: Branch, almaty: Branch) -> None:
    """By both clocks: 9 to 12 in Hangzhou is 6 to 9 in Almaty."""
    set_week(dentist, riverside, MORNING, since=MONDAY)
    with refused("elsewhere"):
        set_week(dentist, almaty, [AtWork(1, time(8, 30), time(10))], since=MONDAY)
    assert hours(MONDAY, dentist, almaty) == []
    set_week(dentist, almaty, [AtWork(1, time(9), time(12))], since=MONDAY)
    assert hours(MONDAY, dentist, almaty) == [("09:00", "12:00")]


def test_monday_there_may_be_sunday_here(dentist: User, riverside: Branch, almaty: Branch) -> None:
    set_week(dentist, almaty, [AtWork(7, time(21, 30), time(23))], since=MONDAY)
    with refused("elsewhere"):
        set_week(dentist, riverside, [AtWork(1, time(1), time(3))], since=MONDAY)


def test_an_extra_day_elsewhere_is_in_the_way(dentist: User, riverside: Branch, almaty: Branch) -> None:
    """Whichever of both is said first; outside of it, and once it is over, nothing is."""
    monday = MONDAY + 4 * A_WEEK
    add_extra_hours(NewExtra(dentist, almaty, monday, time(6), time(8)), by=None)
    with refused("elsewhere"):
        set_week(dentist, riverside, MORNING, since=MONDAY)
    set_week(dentist, riverside, MORNING, since=MONDAY, until=monday - timedelta(days=1))
    set_week(dentist, riverside, MORNING, since=monday + timedelta(days=1))
    assert hours(MONDAY, dentist, riverside) == [("09:00", "12:00")] and hours(monday, dentist, riverside) == []


def test_nobody_is_at_two_branches_when_one_puts_its_clock_on(dentist: User, riverside: Branch) -> None:
    """Eight in London is sixteen in Hangzhou in winter, and fifteen in summer."""
    london = Branch.objects.create(name="London", time_zone="Europe/London", region="GB", currency="GBP")
    set_week(dentist, riverside, [AtWork(1, time(9), time(15, 30))], since=MONDAY)
    with refused("elsewhere"):
        set_week(dentist, london, [AtWork(1, time(8), time(10))], since=MONDAY)
    set_week(dentist, london, [AtWork(1, time(8), time(10))], since=MONDAY, until=date(2027, 3, 27))
    assert hours(MONDAY, dentist, london) == [("08:00", "10:00")]


def test_hours_that_share_no_day_are_not_in_the_way(dentist: User, riverside: Branch, almaty: Branch) -> None:
    works(dentist, almaty, days="5", valid_to=MONDAY + timedelta(days=2))
    set_week(dentist, riverside, [AtWork(5, time(9), time(18))], since=MONDAY)
    assert hours(MONDAY + timedelta(days=4), dentist, riverside) == [("09:00", "18:00")]


def test_extra_hours_open_a_day(service: Service, dentist: User, riverside: Branch, desk: User) -> None:
    """BOO-1: a Saturday besides the week; taken away again, nothing is offered."""
    saturday = date(2026, 11, 28)
    new = NewExtra(dentist, riverside, saturday, time(10), time(11))
    extra = add_extra_hours(new, by=desk)
    assert len(free_times(riverside, service, first=saturday, last=saturday)) == 3
    remove_extra_hours(extra)
    assert free_times(riverside, service, first=saturday, last=saturday) == []


@pytest.mark.parametrize(
    ("day", "opens", "closes", "code"),
    [
        (SUNDAY - timedelta(days=1), 9, 12, "past"),
        (SUNDAY, 12, 9, "ends"),
        (MONDAY, 17, 20, "overlap"),
    ],
)
def test_extra_hours_that_cannot_be_are_refused(
    day: date, opens: int, closes: int, code: str, dentist: User, riverside: Branch
) -> None:
    works(dentist, riverside)
    with refused(code):
        add_extra_hours(NewExtra(dentist, riverside, day, time(opens), time(closes)), by=None)
    assert not ExtraHours.objects.exists()


def test_what_was_worked_is_not_taken_away(dentist: User, riverside: Branch) -> None:
    extra = add_extra_hours(NewExtra(dentist, riverside, SUNDAY, time(9), time(12)), by=None)
    with clock.set_to(SUNDAY_NOON + timedelta(days=1)), refused("past"):
        remove_extra_hours(extra)
    assert ExtraHours.objects.exists()


def test_idle_times_are_what_hours_leave(
    service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """CMP-7: from now on, of half an hour and more, in the hours and with a chair."""
    book(zhou, asked(service, riverside, "09:15", dentist), DESK)
    add_absence(NewAbsence(AbsenceKind.LEAVE, MONDAY, MONDAY, dentist, riverside, time(12), time(17)), by=None)

    def idle(**told: datetime) -> list[tuple[str, int]]:
        return [(f"{one.starts_at:%H:%M}", one.minutes) for one in idle_times(riverside, MONDAY, least=30, **told)]

    assert idle() == [("09:45", 135), ("17:00", 60)]
    assert idle(at=at("11:00", riverside)) == [("11:00", 60), ("17:00", 60)]
    Chair.objects.create(branch=riverside, name="1", retired_at=SUNDAY_NOON)
    assert idle() == [("09:45", 135), ("17:00", 60)]
