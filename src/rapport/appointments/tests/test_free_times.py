"""Clients see only free times, by the branch's clock; class A sees more of them (BOO-1, BOO-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.appointments.booking import Reason, book, free_times, hold_slot
from rapport.appointments.booking.holidays import holidays_between
from rapport.appointments.models import Absence, BookingTerms, Chair, ExtraHours, Service
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient, Standing
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.schedule import DESK, MONDAY, ONLINE, SUNDAY_NOON, asked, at, checkup, works

pytestmark = pytest.mark.now(SUNDAY_NOON)


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside, opens="09:00", closes="11:00")
    BookingTerms.objects.create(branch=riverside, kept_percent=0, step_minutes=30)
    return checkup(30)


@pytest.fixture
def of_class_a(zhou: Patient) -> Patient:
    Standing.objects.update_or_create(patient=zhou, defaults={"care": "A"})
    return Patient.objects.get(pk=zhou.pk)


def shown(branch: Branch, service: Service, day: date = MONDAY, **told: object) -> list[str]:
    found = free_times(branch, service, first=day, last=day, **told)  # type: ignore[arg-type]
    return [f"{one.starts_at:%H:%M}" for one in found]


def test_only_free_times_are_shown(service: Service, dentist: User, riverside: Branch, zhou: Patient) -> None:
    """BOO-1: neither what is booked nor what is held."""
    assert shown(riverside, service) == ["09:00", "09:30", "10:00", "10:30"]
    book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    hold_slot(asked(service, riverside, "10:00", dentist, online=True))
    assert shown(riverside, service) == ["09:30", "10:30"]
    assert shown(riverside, service, at=SUNDAY_NOON + timedelta(minutes=5)) == ["09:30", "10:00", "10:30"]
    # their own appointment is elsewhere, at the same time
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside, closes="10:00")
    assert shown(riverside, service, dentist=other) == ["09:00", "09:30"]
    assert shown(riverside, service, dentist=other, early_for=zhou) == ["09:30"]


def test_days_off_holidays_and_extra_hours(service: Service, dentist: User, riverside: Branch) -> None:
    """BOO-1: an absence goes before all, a holiday before the hours of the week, extra hours before a holiday."""
    new_year = date(2027, 1, 1)
    assert new_year in holidays_between("CN", date(2026, 12, 25), date(2027, 1, 5))
    with clock.set_to(datetime(2026, 12, 20, tzinfo=UTC)):
        assert shown(riverside, service, new_year) == []
        ExtraHours.objects.create(
            dentist=dentist, branch=riverside, day=new_year, opens_at=time(13), closes_at=time(14)
        )
        assert shown(riverside, service, new_year) == ["13:00", "13:30"]
        Absence.objects.create(branch=riverside, kind="closed", first_day=new_year, last_day=new_year)
        assert shown(riverside, service, new_year) == []
        BookingTerms.objects.update(closed_on_holidays=False)
        Absence.objects.all().delete()
        assert len(shown(riverside, service, new_year)) == 6


def test_hours_are_valid_for_a_while(dentist: User, riverside: Branch) -> None:
    """BOO-1."""
    works(dentist, riverside, closes="10:00", valid_to=MONDAY)
    works(dentist, riverside, opens="14:00", closes="15:00", valid_from=MONDAY + timedelta(days=7))
    service = checkup(60)
    weeks = [shown(riverside, service, MONDAY + timedelta(days=7 * n), online=False) for n in range(2)]
    assert weeks == [["09:00"], ["14:00"]]


@pytest.mark.parametrize("region", ["CN", "RU", "KZ"])
def test_the_holidays_of_the_three_countries_are_known(region: str) -> None:
    """BOO-1."""
    assert len(holidays_between(region, date(2026, 1, 1), date(2026, 12, 31))) >= 12
    assert holidays_between("XX", date(2026, 1, 1), date(2026, 12, 31)) == {}


def test_nine_stays_nine_over_the_change_of_the_clocks(dentist: User) -> None:
    """BOO-1: by the clock of the branch, whatever it does."""
    berlin = Branch.objects.create(name="Berlin", time_zone="Europe/Berlin", region="DE", language="en")
    works(dentist, berlin, opens="01:30", closes="09:30", days="1234567")
    BookingTerms.objects.create(branch=berlin, closed_on_holidays=False)
    service = checkup(60)
    found = free_times(berlin, service, first=date(2027, 3, 27), last=date(2027, 3, 29), online=False)
    by_day = {n: [one.starts_at for one in found if one.starts_at.day == n] for n in (27, 28, 29)}
    assert [day[0].strftime("%H:%M") for day in by_day.values()] == ["01:30"] * 3
    assert [day[-1].strftime("%H:%M") for day in by_day.values()] == ["08:30"] * 3
    # an hour of that night does not exist
    assert [len(day) for day in by_day.values()] == [29, 25, 29]


def test_class_a_sees_more_days(service: Service, riverside: Branch, of_class_a: Patient, marsh: Patient) -> None:
    """BOO-2: and only they may book them."""
    for days, of_a, of_others in ((29, 4, 4), (43, 4, 0), (50, 0, 0)):
        day = MONDAY + timedelta(days=days - 1)
        assert len(shown(riverside, service, day, early_for=of_class_a)) == of_a, days
        assert len(shown(riverside, service, day, early_for=marsh)) == of_others, days
    day = MONDAY + timedelta(days=42)
    wanted = asked(service, riverside, "09:00", online=True, day=day)
    with pytest.raises(Refused) as error:
        book(marsh, wanted, ONLINE)
    assert error.value.code == Reason.NOT_OFFERED
    book(of_class_a, wanted, ONLINE)


def test_a_share_is_kept_for_class_a(
    service: Service, riverside: Branch, of_class_a: Patient, marsh: Patient
) -> None:
    """BOO-2: the end of the day, until two days before."""
    BookingTerms.objects.update(kept_percent=50)
    friday = MONDAY + timedelta(days=4)
    assert shown(riverside, service, friday, early_for=of_class_a) == ["09:00", "09:30", "10:00", "10:30"]
    assert shown(riverside, service, friday, early_for=marsh) == ["09:00", "09:30"]
    assert shown(riverside, service, friday) == ["09:00", "09:30"]
    assert len(shown(riverside, service, friday, online=False)) == 4
    two_days_before = at("10:00", riverside, friday) - timedelta(hours=48)
    assert shown(riverside, service, friday, at=two_days_before) == ["09:00", "09:30"]
    assert shown(riverside, service, friday, at=two_days_before + timedelta(hours=1)) == [
        "09:00", "09:30", "10:00", "10:30"
    ]  # fmt: skip
    with pytest.raises(Refused) as error:
        book(marsh, asked(service, riverside, "10:00", online=True, day=friday), ONLINE)
    assert error.value.code == Reason.KEPT


@pytest.mark.one_database
def test_a_fortnight_of_six_costs_as_many_queries_as_a_day_of_one(
    service: Service, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1."""

    def cost(days: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            free_times(riverside, service, first=MONDAY, last=MONDAY + timedelta(days=days), early_for=zhou)
        return len(captured)

    cost(1)  # their class is read once
    few = cost(1)
    for n in range(6):
        chair = Chair.objects.create(branch=riverside, name=str(n))
        one = add_user(f"d{n}", name=f"D{n}", password=None, roles=[(Role.DENTIST, riverside)], language="en")
        works(one, riverside, chair=chair)
        hold_slot(asked(service, riverside, "09:00", one, online=True))
    assert cost(14) == few
