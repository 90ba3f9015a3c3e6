"""Which times are free (BOO-1, BOO-2): a month of a whole branch in a number of queries that never grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rapport.appointments.booking.reading import NOTHING, Besides, givers, offer_to, offer_to_staff, read_book
from rapport.appointments.booking.rules import Lasting, free_starts
from rapport.appointments.booking.spans import moment_of
from rapport.appointments.models import BookingTerms, Service
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

# a page shows no more
_DAYS_AT_ONCE = 62


@dataclass(frozen=True, order=True)
class FreeTime:
    """`starts_at` by the clock of the branch; `dentist` is an id."""

    starts_at: datetime
    dentist: int


def free_times(
    branch: Branch,
    service: Service,
    dentist: User | None = None,
    *,
    first: date,
    last: date,
    early_for: Patient | None = None,
    online: bool = True,
    moving: Besides = NOTHING,
    at: datetime | None = None,
) -> list[FreeTime]:
    """The beginnings from day `first` to `last` of the branch at which `dentist`, or anybody, is free, in order.

    `early_for`: who asks; of class A they see more days and kept times, and nobody sees a time at which they have
    another appointment. `online` False: all that staff may give within hours. `moving`: what is given up for it.
    Days beyond two months are cut off.
    """
    at = at or clock.now()
    terms = BookingTerms.of(branch)
    lasting = Lasting(service.minutes, service.buffer_minutes)
    giving = givers(service)
    if dentist is not None:
        giving = [dentist.pk] if giving is None or dentist.pk in giving else []
    offer = (
        offer_to(early_for, branch, terms, service, at=at)
        if online
        else offer_to_staff(lasting.minutes, at=at, grid=terms.step_minutes)
    )
    first = max(first, branch.day_of(at))
    last = min(last, first + timedelta(days=_DAYS_AT_ONCE), offer.last_day(branch.zone))
    if last < first:
        return []
    book = read_book(branch, terms, giving, first, last, at=at, patient=early_for, besides=moving)
    found = {(start, who) for who in book.openings for start in free_starts(book, who, lasting, offer)}
    return [FreeTime(branch.local(moment_of(start)), who) for start, who in sorted(found)]
