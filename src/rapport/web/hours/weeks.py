"""The working hours of a branch as its page shows them: a week a dentist, and what changes later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from rapport.appointments.models import WorkingHours
from rapport.appointments.models.hours import WEEKDAYS
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role

DAYS = [day for day, _name in WEEKDAYS]


@dataclass(frozen=True)
class Week:
    """`days` has the rows of each day of the week, from Monday on. `since` None: no hours are known."""

    since: date | None
    until: date | None
    days: Sequence[Sequence[WorkingHours]]


@dataclass(frozen=True)
class Hours:
    """Of a dentist: the week that is valid now, and those that begin later."""

    dentist: User
    now: Week
    later: Sequence[Week]

    @property
    def known(self) -> bool:
        return self.now.since is not None or bool(self.later)


def who_treats(branch: Branch) -> list[User]:
    """Who treats there, and who has hours there from now on, by name."""
    working = Q(roles__role=Role.DENTIST) & (Q(roles__branch=branch) | Q(roles__branch=None))
    placed = WorkingHours.objects.filter(branch=branch).filter(_not_over(branch.today())).values("dentist")
    found = User.objects.filter(working | Q(pk__in=placed), is_active=True)
    return list(found.distinct().order_by("name", "pk"))


def read_hours(branch: Branch, dentists: Iterable[User], day: date) -> list[Hours]:
    """The hours of each on `day` and after it; one query."""
    rows = WorkingHours.objects.filter(_not_over(day), branch=branch).select_related("chair")
    by_dentist: dict[int, list[WorkingHours]] = defaultdict(list)
    for row in rows.order_by("valid_from", "weekday", "opens_at"):
        by_dentist[row.dentist_id].append(row)
    return [_hours(dentist, by_dentist[dentist.pk], day) for dentist in dentists]


def _not_over(day: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=day)


def _hours(dentist: User, rows: Sequence[WorkingHours], day: date) -> Hours:
    begin = sorted({row.valid_from for row in rows if row.valid_from > day})
    return Hours(dentist, _week(rows, day), [_week(rows, first) for first in begin])


def _week(rows: Sequence[WorkingHours], day: date) -> Week:
    valid = [row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]
    ends = [row.valid_to for row in valid if row.valid_to is not None]
    days = [[row for row in valid if row.weekday == weekday] for weekday in DAYS]
    since = max((row.valid_from for row in valid), default=None)
    return Week(since, min(ends) if ends else None, days)
