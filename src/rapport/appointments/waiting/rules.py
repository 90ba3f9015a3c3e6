"""Who is offered a freed time, and in which order (BOO-2, BOO-3). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from rapport.appointments.booking.spans import Span, without
from rapport.appointments.models.waiting import PartOfDay

_NOON, _EVENING = time(12), time(17)
# an offer is open for so long at least: nobody answers in less
LEAST = timedelta(minutes=5)
# beginnings within a longer time, tried for whether they suit
_STEP = timedelta(minutes=15)

Key = TypeVar("Key")


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the line: of class A first, then whoever has waited longer."""

    early: bool
    since: datetime

    @property
    def order(self) -> tuple[bool, datetime]:
        return not self.early, self.since


@dataclass(frozen=True)
class Wish:
    """When somebody can come. Nothing in `weekdays` or `parts`: any. `dentist` None: any.

    `before`: only earlier than that, where they would give up a time that they have.
    """

    first: date
    last: date
    weekdays: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    dentist: int | None = None
    before: datetime | None = None

    def suits(self, dentist: int | None, starts_at: datetime) -> bool:
        """Whether they can come to `dentist` at `starts_at`, by the clock of the branch."""
        return (
            self.first <= starts_at.date() <= self.last
            and (not self.weekdays or starts_at.isoweekday() in self.weekdays)
            and (not self.parts or part_of(starts_at.time()) in self.parts)
            and self.dentist in (None, dentist)
            and (self.before is None or starts_at < self.before)
        )

    def suits_within(self, dentist: int | None, start: datetime, end: datetime, minutes: int) -> bool:
        """Whether they can come to `dentist` for so many minutes some time from `start` to `end`."""
        beginnings = (end - start - timedelta(minutes=minutes)) // _STEP + 1
        return any(self.suits(dentist, start + n * _STEP) for n in range(beginnings))


def part_of(at: time) -> PartOfDay:
    if at < _NOON:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if at < _EVENING else PartOfDay.EVENING


def in_line(places: Iterable[tuple[Place, Key]]) -> list[Key]:
    """Who is asked first, second… (BOO-2)."""
    return [key for _place, key in sorted(places, key=lambda one: one[0].order)]


def still_free(freed: Sequence[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of freed times of one dentist after what was given of them meanwhile, in order, each once."""
    joined: list[Span] = []
    for start, end in sorted(without(freed, taken)):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def open_until(now: datetime, minutes: int, starts_at: datetime, notice: timedelta) -> datetime | None:
    """Until when a time is kept for who is asked; None where it comes too soon to ask anybody: whoever says yes
    has `notice` left to come."""
    until = min(now + timedelta(minutes=minutes), starts_at - notice)
    return until if until - now >= LEAST else None
