"""When the dentists of the demo clinic work: a pause at noon, and from today on two days off a week for each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from rapport.demo.cast import BRANCHES, GENERAL, ORTHODONTIST, SURGEON

if TYPE_CHECKING:  # the story is told without a database
    from rapport.staff.models import Branch

PAUSE = {"binjiang": (time(12, 30), time(13, 30)), "almaty": (time(13), time(14))}
# hours in which somebody is in the house
_BY_DAY = range(8, 20)
# days after today, and the same days of every later week: today nobody is off
_OFF = ((SURGEON, (2, 5)), (ORTHODONTIST, (1, 4)), (GENERAL, (3, 6)))
_DAYS_OFF = {kind[branch]: days for kind, days in _OFF for branch in BRANCHES}
# the day off on which the surgeon comes all the same, and the day on which the orthodontist is away
EXTRA_IN, AWAY_IN = 9, 7


def spans(branch: str) -> list[tuple[time, time]]:
    """From when until when a dentist works on a day."""
    house, (begins, ends) = BRANCHES[branch], PAUSE[branch]
    return [(house.opens_at, begins), (ends, house.closes_at)]


def is_off(dentist: str, day: date, today: date) -> bool:
    """Before today they came every day; the week they keep now is counted from today."""
    return day > today and (day - today).days % 7 in _DAYS_OFF[dentist]


def weekdays(dentist: str, today: date) -> list[int]:
    """The days of the week, 1 is Monday, on which they work from today on."""
    days = [today + timedelta(days=n) for n in range(7)]
    return sorted(day.isoweekday() for n, day in enumerate(days) if n not in _DAYS_OFF[dentist])


def at_work(branch: Branch, days: int, hour: int) -> datetime:
    """So many days ago, at that hour by the clock of `branch`, whenever the demo is made."""
    return branch.moment(branch.today() - timedelta(days=days), time(hour))


def by_day(branch: Branch, at: datetime, step: timedelta = timedelta(hours=-1)) -> datetime:
    """`at`, or by so many steps earlier (later) the first moment at which somebody is at `branch`."""
    while branch.local(at).hour not in _BY_DAY:
        at += step
    return at
