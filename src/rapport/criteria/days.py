"""Days as a criterion names them: a date, or so far from today by the calendar."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from rapport.lib.facts import Unit


@dataclass(frozen=True)
class Day:
    """`fixed`, or `count` units from today (below zero: ago). 6 months before 31 August is 28 or 29 February."""

    fixed: date | None = None
    count: int = 0
    unit: Unit = Unit.DAYS

    def on(self, today: date) -> date:
        if self.fixed is not None:
            return self.fixed
        try:
            return today + relativedelta(**{self.unit.value: self.count})  # type: ignore[arg-type]
        except (ValueError, OverflowError):  # before the year 1 or after 9999
            return date.min if self.count < 0 else date.max


TODAY = Day()


def days_from_today(count: int, unit: Unit) -> Day:
    return Day(None, count, unit) if count else TODAY


def annual(day: date) -> int:
    """The place of a day in the year as facts keep it: 5 March is 305."""
    return day.month * 100 + day.day


def annual_range(first: date, last: date) -> tuple[int, int]:
    """The days of the year from `first` to `last`; the first is above the second where the year turns between.

    Who was born on 29 February has their day on the 28th where the year has no 29th.
    """
    if last - first >= timedelta(days=365):
        return 101, 1231
    end = annual(last)
    return annual(first), 229 if end == 228 and not isleap(last.year) else end
