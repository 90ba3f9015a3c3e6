"""What a series would meet, day by day, before anything is booked: read once, in a number of queries that never
grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.appointments.booking.holidays import holidays_between
from rapport.appointments.booking.reading import givers, offer_to_staff, read_book
from rapport.appointments.booking.rules import Book, Lasting, Offer, Reason, decide, free_starts
from rapport.appointments.booking.spans import minute_of, moment_of
from rapport.appointments.models import BookingTerms
from rapport.appointments.series.booking import Wish
from rapport.lib import clock
from rapport.people.models import Patient

# instead of a time that is not free: so many, and not further from it
_INSTEAD, _AROUND = 3, timedelta(days=3)


@dataclass(frozen=True)
class Place:
    """One time of a series, by the clock of the branch: free, or why not and which are free `instead`.

    `holiday`: the name of the public holiday on which the branch is closed.
    """

    wanted: datetime
    reasons: tuple[Reason, ...] = ()
    holiday: str = ""
    instead: tuple[datetime, ...] = ()

    @property
    def free(self) -> bool:
        return not self.reasons


def look_ahead(patient: Patient, wish: Wish, *, at: datetime | None = None) -> list[Place]:
    """Every time that is wished for, in order. Raises Refused as `Rhythm.check`."""
    at = at or clock.now()
    branch, terms = wish.branch, BookingTerms.of(wish.branch)
    wish.rhythm.check(branch.day_of(at))
    moments = wish.rhythm.moments(branch.zone)
    giving = givers(wish.service)
    if wish.dentist is not None:
        giving = [wish.dentist.pk] if giving is None or wish.dentist.pk in giving else []
    first, last = (moments[0] - _AROUND).date(), (moments[-1] + _AROUND).date()
    book = read_book(branch, terms, giving, first, last, at=at, patient=patient)
    closed = holidays_between(branch.region, first, last) if terms.closed_on_holidays else {}
    lasting = Lasting(wish.service.minutes, wish.service.buffer_minutes)
    who = sorted(book.openings) if giving is None else giving
    offer = offer_to_staff(lasting.minutes, at=at, grid=terms.step_minutes)
    places = []
    for moment in moments:
        reasons = _against(book, who, moment, lasting, at)
        holiday = closed.get(moment.date(), "") if Reason.CLOSED in reasons else ""
        instead = _instead(book, who, moment, lasting, offer) if reasons else ()
        places.append(Place(moment, reasons, holiday, instead))
    return places


def _against(
    book: Book, who: Sequence[int], moment: datetime, lasting: Lasting, at: datetime
) -> tuple[Reason, ...]:
    """Why nobody takes them then; of several who could, what stands in the way of whom it takes least to move."""
    offer = offer_to_staff(lasting.minutes, at=at)
    decisions = [decide(book, pk, minute_of(moment), lasting, offer).reasons for pk in who]
    return min(
        decisions, key=lambda reasons: (Reason.CLOSED in reasons, len(reasons)), default=(Reason.NOT_GIVEN,)
    )


def _instead(
    book: Book, who: Sequence[int], moment: datetime, lasting: Lasting, offer: Offer
) -> tuple[datetime, ...]:
    """The nearest free times, in order."""
    wanted, around = minute_of(moment), _AROUND // timedelta(minutes=1)
    first, last = max(offer.first, wanted - around), wanted + around
    near = Offer(first, last, last, offer.grid)
    free = {start for pk in who for start in free_starts(book, pk, lasting, near)}
    nearest = sorted(free, key=lambda start: (abs(start - wanted), start))[:_INSTEAD]
    return tuple(moment_of(start).astimezone(moment.tzinfo) for start in sorted(nearest))
