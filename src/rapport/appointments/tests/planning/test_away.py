"""Who is away, what is given no more, and what is booked then (BOO-1)."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.appointments.booking import book, move
from rapport.appointments.models import (
    Absence,
    AbsenceKind,
    Appointment,
    BookingTerms,
    Chair,
    Service,
)
from rapport.appointments.planning import (
    AtWork,
    NewAbsence,
    add_absence,
    end_absence,
    misplaced,
    retire_chair,
    retire_service,
    return_chair,
    set_week,
    would_misplace,
)
from rapport.appointments.tests.planning.steps import A_WEEK, MORNING, SUNDAY
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, at, refused, works

pytestmark = pytest.mark.now(SUNDAY_NOON)


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
