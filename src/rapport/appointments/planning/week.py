"""The week of a dentist at a branch, from a day on; what was valid before stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking.spans import Span, on_day
from rapport.appointments.models import Chair, WorkingHours
from rapport.appointments.models.hours import WEEKDAYS
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AtWork:
    """On one day of the week (1 is Monday) from when until when, by the clock of the branch. No `chair`: any."""

    weekday: int
    opens: time
    closes: time
    chair: Chair | None = None


@transaction.atomic
def set_week(
    dentist: User,
    branch: Branch,
    week: Sequence[AtWork],
    *,
    since: date,
    until: date | None = None,
    at: datetime | None = None,
) -> None:
    """From `since` on `dentist` works at `branch` by `week`; an empty one says that they do not.

    With `until`, its last day, what was to be valid after that day is so again. Raises Refused: past, order, ends,
    overlap, elsewhere.
    """
    today = (at or clock.now()).astimezone(branch.zone).date()
    _check(week, since, until, today)
    # two who change the hours of one dentist wait for each other
    User.objects.select_for_update().get(pk=dentist.pk)
    _make_room(dentist, branch, since, until)
    _check_elsewhere(dentist, branch, week, since, until)
    for one in week:
        WorkingHours.objects.create(
            dentist=dentist,
            branch=branch,
            weekday=one.weekday,
            opens_at=one.opens,
            closes_at=one.closes,
            chair=one.chair,
            valid_from=since,
            valid_to=until,
        )


def _check(week: Sequence[AtWork], since: date, until: date | None, today: date) -> None:
    if since < today:
        said = _("Hours can be changed from today on: what was worked by before stays as it was.")
        raise Refused("past", said)
    if until is not None and until < since:
        raise Refused("order", _("The last day is before the first."))
    names = dict(WEEKDAYS)
    for one in week:
        if one.closes <= one.opens:
            said = _("%(day)s: work ends before it begins.")
            raise Refused("ends", said, {"day": names[one.weekday]})
    for one, after in pairwise(sorted(week, key=lambda one: (one.weekday, one.opens))):
        if one.weekday == after.weekday and after.opens < one.closes:
            said = _("%(day)s: two times overlap. Let the second begin when the first has ended.")
            raise Refused("overlap", said, {"day": names[one.weekday]})


def _valid(since: date, until: date | None) -> Q:
    """Rows that are valid on a day from `since` to `until`."""
    begins = Q() if until is None else Q(valid_from__lte=until)
    return begins & (Q(valid_to=None) | Q(valid_to__gte=since))


def _make_room(dentist: User, branch: Branch, since: date, until: date | None) -> None:
    """End what is valid from `since` to `until`: the part before stays, the part after begins anew."""
    for row in WorkingHours.objects.filter(_valid(since, until), dentist=dentist, branch=branch):
        if until is not None and (row.valid_to is None or row.valid_to > until):
            after = {
                name: getattr(row, name) for name in ("weekday", "opens_at", "closes_at", "chair", "valid_to")
            }
            WorkingHours.objects.create(dentist=dentist, branch=branch, valid_from=until + _A_DAY, **after)
        if row.valid_from < since:
            row.valid_to = since - _A_DAY
            row.save(update_fields=["valid_to"])
        else:
            row.delete()


def _check_elsewhere(
    dentist: User, branch: Branch, week: Sequence[AtWork], since: date, until: date | None
) -> None:
    """Nobody is at two branches at once, whatever the clocks of both say."""
    rows = WorkingHours.objects.filter(_valid(since, until), dentist=dentist).exclude(branch=branch)
    names = dict(WEEKDAYS)
    for row in rows.select_related("branch"):
        first = max(since, row.valid_from)
        theirs = [(row.weekday, row.opens_at, row.closes_at)]
        there = [span for _weekday, span in _in_the_week(theirs, first, row.branch)]
        mine = [(one.weekday, one.opens, one.closes) for one in week]
        for weekday, (start, end) in _in_the_week(mine, first, branch):
            if any(start < ends and begins < end for begins, ends in there):
                said = _("%(day)s: %(dentist)s works at %(branch)s at that time.")
                params = {"day": names[weekday], "dentist": str(dentist), "branch": str(row.branch)}
                raise Refused("elsewhere", said, params)


def _in_the_week(
    hours: Iterable[tuple[int, time, time]], first: date, branch: Branch
) -> Iterator[tuple[int, Span]]:
    """When they are in the days around the week of `first`: elsewhere it may be another day."""
    for weekday, opens, closes in hours:
        for n in range(-1, 9):
            day = first + n * _A_DAY
            if day.isoweekday() == weekday:
                yield weekday, on_day(day, opens, closes, branch.zone)
