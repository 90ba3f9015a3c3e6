"""What stories of the book begin with: hours, services, chairs, how a time is said, and how it is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from rapport.appointments.booking import Request, Wanted
from rapport.appointments.models import BookedThrough, Chair, Service, WorkingHours
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User

# a Monday without holidays around it, and noon of the day before in Hangzhou
MONDAY = date(2026, 11, 23)
SUNDAY_NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
DESK = Request(BookedThrough.DESK)
ONLINE = Request(BookedThrough.ONLINE)


def works(
    dentist: User, branch: Branch, *, opens: str = "09:00", closes: str = "18:00", days: str = "12345",
    chair: Chair | None = None, valid_from: date = date(2026, 1, 1), valid_to: date | None = None,
) -> None:  # fmt: skip
    """Hours of every week on `days` (1 is Monday)."""
    for day in days:
        WorkingHours.objects.create(
            dentist=dentist,
            branch=branch,
            weekday=int(day),
            opens_at=time.fromisoformat(opens),
            closes_at=time.fromisoformat(closes),
            chair=chair,
            valid_from=valid_from,
            valid_to=valid_to,
        )


def checkup(minutes: int = 30, buffer: int = 0, *given_by: User) -> Service:
    service = Service.objects.create(
        names={"zh-hans": "检查", "ru": "Осмотр", "en": "Check-up"},
        category_id="checkup",
        minutes=minutes,
        buffer_minutes=buffer,
    )
    service.given_by.set(given_by)
    return service


def at(clock: str, branch: Branch, day: date = MONDAY) -> datetime:
    """That time by the clock of the branch."""
    return datetime.combine(day, time.fromisoformat(clock), branch.zone)


def asked(service: Service, branch: Branch, clock: str, dentist: User | None = None, **told: object) -> Wanted:
    day = told.pop("day", MONDAY)
    assert isinstance(day, date)
    return Wanted(branch, service, at(clock, branch, day), dentist=dentist, **told)  # type: ignore[arg-type]


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)
