"""Hours on somebody's own clock, and the moments at which they open, also where clocks are changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SECOND = timedelta(seconds=1)
# hours of one day a week open within this, also where that one day is the day of a change of clocks
_WEEK_AND_A_DAY = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` on and before `closes`, on `days` (1 is Monday), by the clock of whoever is reached."""

    opens: time
    closes: time
    days: str = "1234567"

    def hold(self, local: datetime) -> bool:
        return self.opens <= local.time() < self.closes and str(local.isoweekday()) in self.days

    def within(self, other: Hours) -> Hours | None:
        """What both allow; None where that is nothing."""
        days = "".join(day for day in self.days if day in other.days)
        both = Hours(max(self.opens, other.opens), min(self.closes, other.closes), days)
        return both if days and both.opens < both.closes else None


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of this name, None for what is not one."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=65536)
def start_of_day(zone: ZoneInfo, day: date) -> datetime:
    """The first moment of `day` in `zone`, UTC; also where midnight is skipped or comes twice."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=65536)
def opening(zone: ZoneInfo, hours: Hours, moment: datetime) -> datetime:
    """The first moment from `moment` (UTC) on at which `hours` hold in `zone`, to the second after it."""
    if hours.hold(moment.astimezone(zone)):
        return moment
    return next(start for start in _starts(zone, hours, moment) if hours.hold(start.astimezone(zone)))


def _starts(zone: ZoneInfo, hours: Hours, moment: datetime) -> Iterator[datetime]:
    """Moments after `moment`, in order, at which hours can begin to hold: theirs, and those at which the clock
    jumps into them."""
    day = moment.astimezone(zone).date()
    for later in range(2 * _WEEK_AND_A_DAY):
        that = day + timedelta(days=later)
        first, second = (datetime.combine(that, hours.opens, zone).replace(fold=fold) for fold in (0, 1))
        found = {first.astimezone(UTC), second.astimezone(UTC), *_jumps(zone, that)}
        yield from sorted(start for start in found if start > moment)


def _jumps(zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """The moment on `day` at which its clocks are changed, if there is one."""
    before, after = start_of_day(zone, day), start_of_day(zone, day + timedelta(days=1))
    was = before.astimezone(zone).utcoffset()
    if was == after.astimezone(zone).utcoffset():
        return
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == was:
            before = middle
        else:
            after = middle
    yield after.replace(microsecond=0)
