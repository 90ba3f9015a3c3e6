"""What the clinic says of its schedule: it is refused where it cannot be, and what was is never written anew."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.appointments.booking import book, free_times, idle_times, move
from rapport.appointments.models import (
    Absence,
    AbsenceKind,
    Appointment,
    BookingTerms,
    Chair,
    ExtraHours,
    Service,
    WorkingHours,
)
from rapport.appointments.planning import (
    AtWork,
    NewAbsence,
    NewExtra,
    add_absence,
    add_extra_hours,
    end_absence,
    misplaced,
    remove_extra_hours,
    retire_chair,
    retire_service,
    return_chair,
    set_week,
    would_misplace,
)
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, at, checkup, refused, works

SUNDAY = date(2026, 11, 22)
A_WEEK = timedelta(days=7)
MORNING = [AtWork(day, time(9), time(12)) for day in range(1, 6)]
pytestmark = pytest.mark.now(SUNDAY_NOON)


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    BookingTerms.objects.create(branch=riverside, kept_percent=0)
    return checkup(30)


def hours(day: date, dentist: User, branch: Branch) -> list[tuple[str, str]]:
    rows = WorkingHours.objects.filter(
        dentist=dentist, branch=branch, weekday=day.isoweekday(), valid_from__lte=day
    )
    found = rows.exclude(valid_to__lt=day).order_by("opens_at")
    return [(f"{one.opens_at:%H:%M}", f"{one.closes_at:%H:%M}") for one in found]


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


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"dentist": None, "branch": None}, "nobody"),
        ({"last": SUNDAY}, "order"),
        ({"first": SUNDAY - A_WEEK, "last": SUNDAY - timedelta(days=1)}, "past"),
        ({"from_time": time(9)}, "half"),
        ({"from_time": time(9), "to_time": time(9)}, "ends"),
    ],
)
def test_absences_that_cannot_be_are_refused(
    told: dict[str, object], code: str, dentist: User, riverside: Branch
) -> None:
    usual: dict[str, object] = {"first": MONDAY, "last": MONDAY, "dentist": dentist, "branch": riverside}
    with refused(code):
        add_absence(NewAbsence(AbsenceKind.ILL, **usual | told), by=None)  # type: ignore[arg-type]
    assert not Absence.objects.exists()


def test_who_is_back_early_was_away_until_yesterday(dentist: User, riverside: Branch) -> None:
    absence = add_absence(NewAbsence(AbsenceKind.ILL, MONDAY, MONDAY + A_WEEK, dentist), by=None)
    wednesday = SUNDAY_NOON + timedelta(days=3)
    with clock.set_to(wednesday):
        left = end_absence(absence)
        assert left and left.last_day == MONDAY + timedelta(days=1)
        with refused("past"):
            end_absence(left)
    ahead = add_absence(NewAbsence(AbsenceKind.LEAVE, MONDAY, MONDAY, dentist), by=None)
    assert end_absence(ahead) is None


def test_what_is_booked_stays_and_is_told_until_it_is_moved(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient, desk: User
) -> None:
    """BOO-1, BOO-3: known before it is saved, nothing done then; afterwards a list that ends by moving."""
    early = book(zhou, asked(service, riverside, "09:30", dentist), DESK)
    late = book(register(riverside, "孙丽华"), asked(service, riverside, "16:00", dentist), DESK)
    new = NewAbsence(AbsenceKind.COURSE, MONDAY, MONDAY, dentist, riverside, time(9), time(10))

    [told] = would_misplace(lambda: add_absence(new, by=desk), [riverside])
    assert told.appointment == early and told.absence and told.absence.kind == "course"
    assert not Absence.objects.exists() and misplaced(riverside) == []

    add_absence(new, by=desk)
    assert [one.appointment for one in misplaced(riverside)] == [early]
    # shorter hours: a reason of their own, and what was told before is not told again
    change = [AtWork(day, time(9), time(15)) for day in range(1, 6)]
    [shorter] = would_misplace(lambda: set_week(dentist, riverside, change, since=MONDAY), [riverside])
    assert shorter.appointment == late and shorter.absence is None

    move(early, asked(service, riverside, "11:00", dentist), DESK)
    assert misplaced(riverside) == []
    assert Appointment.objects.get(pk=late.pk).starts_at == at("16:00", riverside)


def test_a_closed_branch_and_a_holiday_tell_what_is_booked(
    service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    terms = BookingTerms.of(riverside)
    terms.closed_on_holidays = False
    terms.save()
    new_year = date(2027, 1, 1)
    book(zhou, asked(service, riverside, "10:00", dentist, day=new_year), DESK)
    closed = NewAbsence(AbsenceKind.CLOSED, new_year, new_year, branch=riverside)
    assert len(would_misplace(lambda: add_absence(closed, by=None), [riverside])) == 1
    terms.closed_on_holidays = True
    assert [one.absence for one in would_misplace(terms.save, [riverside])] == [None]


def test_dentists_without_hours_have_nothing_to_be_moved(dentist: User, riverside: Branch, zhou: Patient) -> None:
    """What a file brought in is not told to be wrong by a branch that has said nothing of its hours."""
    told = {"starts_at": at("10:00", riverside), "dentist": dentist, "state": "booked"}
    Appointment.objects.create(patient=zhou, branch=riverside, **told)
    assert misplaced(riverside) == []


def test_to_be_moved_costs_the_same_for_many(
    service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            misplaced(riverside)
        return len(captured)

    book(zhou, asked(service, riverside, "09:30", dentist), DESK)
    one = queries()
    for number, name in enumerate(("孙丽华", "何敏", "王涛")):
        book(register(riverside, name), asked(service, riverside, f"1{number}:00", dentist), DESK)
    assert queries() == one


def test_a_chair_named_by_hours_is_not_retired(dentist: User, riverside: Branch) -> None:
    """Its dentist would have none to be booked in."""
    chair = Chair.objects.create(branch=riverside, name="1")
    works(dentist, riverside, chair=chair)
    with refused("in_hours"):
        retire_chair(chair)
    set_week(dentist, riverside, MORNING, since=SUNDAY)
    retire_chair(chair)
    assert Chair.objects.get().retired_at == SUNDAY_NOON
    return_chair(chair)
    assert Chair.objects.get().retired_at is None


def test_a_retired_service_keeps_what_is_booked(
    service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    made = book(zhou, asked(service, riverside, "09:30", dentist), DESK)
    retire_service(service)
    assert not Service.objects.given().exists()
    assert Appointment.objects.get(pk=made.pk).booked_service == service


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
