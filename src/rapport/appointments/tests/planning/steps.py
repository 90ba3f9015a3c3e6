"""Hours of a week, and those that somebody has on a day."""

from __future__ import annotations

from datetime import date, time, timedelta

from rapport.appointments.models import (
    WorkingHours,
)
from rapport.appointments.planning import (
    AtWork,
)
from rapport.staff.models import Branch, User

SUNDAY = date(2026, 11, 22)
A_WEEK = timedelta(days=7)
MORNING = [AtWork(day, time(9), time(12)) for day in range(1, 6)]


def hours(day: date, dentist: User, branch: Branch) -> list[tuple[str, str]]:
    rows = WorkingHours.objects.filter(
        dentist=dentist, branch=branch, weekday=day.isoweekday(), valid_from__lte=day
    )
    found = rows.exclude(valid_to__lt=day).order_by("opens_at")
    return [(f"{one.opens_at:%H:%M}", f"{one.closes_at:%H:%M}") for one in found]
