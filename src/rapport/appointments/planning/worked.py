"""When a dentist works, at whichever branch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from rapport.appointments.booking.spans import Span, on_day
from rapport.appointments.models import ExtraHours, WorkingHours
from rapport.staff.models import Branch, User

_A_WEEK = timedelta(weeks=1)


def worked(dentist: User, first: date, last: date) -> Iterator[tuple[Branch, Span]]:
    """Where and when from `first` to `last`, by the clock of each branch: every week, and extra. Two queries."""
    valid = Q(valid_from__lte=last) & (Q(valid_to=None) | Q(valid_to__gte=first))
    for row in WorkingHours.objects.filter(valid, dentist=dentist).select_related("branch"):
        for day in every(row.weekday, max(first, row.valid_from), min(last, row.valid_to or last)):
            yield row.branch, on_day(day, row.opens_at, row.closes_at, row.branch.zone)
    for extra in ExtraHours.objects.filter(dentist=dentist, day__range=(first, last)).select_related("branch"):
        yield extra.branch, on_day(extra.day, extra.opens_at, extra.closes_at, extra.branch.zone)


def every(weekday: int, first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` that are that day of the week (1 is Monday)."""
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7)
    while day <= last:
        yield day
        day += _A_WEEK
