"""When the dentists of a branch have nobody, on one day: what could still be given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from rapport.appointments.booking.reading import offer_to_staff, read_book
from rapport.appointments.booking.rules import Lasting, free_starts
from rapport.appointments.booking.spans import Span, moment_of
from rapport.appointments.models import BookingTerms
from rapport.lib import clock
from rapport.staff.models import Branch


@dataclass(frozen=True, order=True)
class IdleTime:
    """`starts_at` by the clock of the branch; `dentist` is an id."""

    starts_at: datetime
    minutes: int
    dentist: int


def idle_times(branch: Branch, day: date, *, least: int, at: datetime | None = None) -> list[IdleTime]:
    """The times of `day` from now on at which a dentist works and is free for `least` minutes or more, in order.

    Where the branch keeps chairs, one is free too. In a number of queries that never grows.
    """
    at = at or clock.now()
    book = read_book(branch, BookingTerms.of(branch), None, day, day, at=at)
    # to the minute, and not before now
    offer = offer_to_staff(1, at=at)
    return sorted(
        IdleTime(branch.local(moment_of(start)), end - start, dentist)
        for dentist in book.openings
        for start, end in _stretches(free_starts(book, dentist, Lasting(least), offer), least)
    )


def _stretches(starts: Iterable[int], least: int) -> Iterator[Span]:
    """Beginnings minute by minute, each of `least` minutes, put together where they follow on each other."""
    first = last = None
    for start in starts:
        if last is not None and first is not None and start != last + 1:
            yield first, last + least
            first = None
        first, last = start if first is None else first, start
    if first is not None and last is not None:
        yield first, last + least
