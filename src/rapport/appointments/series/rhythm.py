"""On which days something comes again, and at which moments. Pure: dates go in, dates come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

MOST_TIMES, MOST_WEEKS = 40, 26
# braces stay three years at the most
_FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Rhythm:
    """Every so many weeks from `first` on, at `at` by the clock of the place, so many times."""

    first: date
    at: time
    every_weeks: int
    times: int

    def days(self) -> list[date]:
        return [self.first + timedelta(weeks=n * self.every_weeks) for n in range(self.times)]

    def moments(self, zone: ZoneInfo) -> list[datetime]:
        """By the clock of `zone`, which stays the same where it is put on or back; a time that is jumped over
        is told as the clock shows it then, an hour later."""
        told = (datetime.combine(day, self.at, zone) for day in self.days())
        return [datetime.fromtimestamp(moment.timestamp(), zone) for moment in told]

    def check(self, today: date) -> None:
        """Raises Refused: rhythm, past, too_far."""
        if not (2 <= self.times <= MOST_TIMES and 1 <= self.every_weeks <= MOST_WEEKS):
            said = _("A series has 2 to %(times)s appointments, 1 to %(weeks)s weeks apart.")
            raise Refused("rhythm", said, {"times": MOST_TIMES, "weeks": MOST_WEEKS})
        if self.first < today:
            raise Refused("past", _("The first day has passed. Choose a later one."))
        if self.first - today + timedelta(weeks=self.every_weeks * (self.times - 1)) > _FURTHEST:
            raise Refused("too_far", _("This reaches more than three years ahead. Book fewer of them."))
