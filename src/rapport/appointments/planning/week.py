"""The week of a dentist at a branch, from a day on; what was valid before stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking.spans import Span, Taken, on_day
from rapport.appointments.models import Chair, ExtraHours, WorkingHours
from rapport.appointments.models.hours import WEEKDAYS
from rapport.appointments.planning.worked import every, worked
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User

_A_DAY, _A_YEAR = timedelta(days=1), timedelta(days=366)


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
    today = branch.day_of(at or clock.now())
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
    """Nobody is at two branches at once, whatever the clocks of both say, and whenever they are put on or back."""
    last = _last_to_look_at(dentist, since, until)
    elsewhere: dict[Branch, list[Span]] = defaultdict(list)
    for where, span in worked(dentist, since - _A_DAY, last + _A_DAY):
        if where != branch:
            elsewhere[where].append(span)
    for where, spans in elsewhere.items():
        taken = Taken(spans)
        for one in week:
            mine = (on_day(day, one.opens, one.closes, branch.zone) for day in every(one.weekday, since, last))
            if any(taken.until(*span) is not None for span in mine):
                said = _("%(day)s: %(dentist)s works at %(branch)s at that time.")
                params = {"day": dict(WEEKDAYS)[one.weekday], "dentist": str(dentist), "branch": str(where)}
                raise Refused("elsewhere", said, params)


def _last_to_look_at(dentist: User, since: date, until: date | None) -> date:
    """A year after the last hours begin that are known, every year is as the one before."""
    weekly = WorkingHours.objects.filter(dentist=dentist).aggregate(last=Max("valid_from"))["last"]
    extra = ExtraHours.objects.filter(dentist=dentist).aggregate(last=Max("day"))["last"]
    settled = max(since, weekly or since, extra or since) + _A_YEAR
    return min(settled, until or settled)
