"""May this time be given (BOO-1, BOO-2)? Pure: a book comes in, a decision goes out.

`free_starts` and `decide` ask the same questions: what is shown can be had, and what is not shown is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from rapport.appointments.booking.spans import Span, Taken, moment_of


class Reason(StrEnum):
    """Why a time is not given."""

    NOT_GIVEN = "not_given"  # the dentist does not give the service
    PAST = "past"
    NOT_OFFERED = "not_offered"  # too soon, too far ahead, or between the beginnings that clients are shown
    KEPT = "kept"  # for class A
    CLOSED = "closed"  # outside working hours
    DENTIST_TAKEN = "dentist_taken"
    CHAIR_TAKEN = "chair_taken"  # all of them
    THIS_CHAIR_TAKEN = "this_chair_taken"  # the one that was asked for
    PATIENT_TAKEN = "patient_taken"


@dataclass(frozen=True)
class Opening:
    """A dentist works from `start` until `end`; in one `chair`, or in whichever is free.

    From `kept_from` on the time is kept for class A.
    """

    start: int
    end: int
    chair: int | None = None
    kept_from: int = 0


@dataclass(frozen=True)
class Offer:
    """What is offered to who asks: beginnings from `first` to `last`; of kept times those before `kept_after`.

    `grid`: only beginnings that are so many minutes apart from the hour at which work begins.
    """

    first: int
    last: int
    kept_after: int
    grid: int

    def last_day(self, zone: ZoneInfo) -> date:
        return moment_of(self.last).astimezone(zone).date()


@dataclass(frozen=True)
class Book:
    """What stands in the book of a branch. By dentist: where they work and what is taken; chairs: what is taken.

    `chairs` is empty where a branch keeps none. `person` is what the client has elsewhere.
    """

    openings: Mapping[int, Sequence[Opening]]
    dentists: Mapping[int, Taken]
    chairs: Mapping[int, Taken]
    person: Taken = field(default_factory=Taken)

    def taken(self, dentist: int) -> Taken:
        return self.dentists.get(dentist) or Taken()


@dataclass(frozen=True)
class Lasting:
    """How many minutes somebody is treated, and how many the chair is made ready after."""

    minutes: int
    buffer: int = 0

    def span(self, start: int) -> Span:
        return start, start + self.minutes + self.buffer


@dataclass(frozen=True)
class Decision:
    """`chair` is the one to sit in, None where the branch keeps none; only with no `reasons`."""

    reasons: tuple[Reason, ...]
    chair: int | None = None

    @property
    def allowed(self) -> bool:
        return not self.reasons


def decide(
    book: Book,
    dentist: int,
    start: int,
    lasting: Lasting,
    offer: Offer,
    *,
    beyond_hours: bool = False,
    chair: int | None = None,
) -> Decision:
    """Whether `dentist` takes somebody from `start` on. `beyond_hours`: working hours do not matter. `chair`: in
    this one alone, whichever the hours name."""
    against = tuple(_against(book, dentist, start, lasting, offer))
    openings = [one for one in book.openings.get(dentist, ()) if _holds(one, start, lasting.minutes)]
    if beyond_hours:
        openings.append(Opening(start, start + lasting.minutes, kept_from=start + lasting.minutes))
    if chair is not None:
        openings = [replace(one, chair=chair) for one in openings]
    if not openings:
        return Decision((Reason.CLOSED, *against))
    seatless = Reason.CHAIR_TAKEN if chair is None else Reason.THIS_CHAIR_TAKEN
    decisions = [_at(book, one, start, lasting, offer, against, seatless) for one in openings]
    return next((one for one in decisions if one.allowed), decisions[0])


def free_starts(book: Book, dentist: int, lasting: Lasting, offer: Offer) -> Iterator[int]:
    """The beginnings at which `dentist` is free, in order."""
    taken = book.taken(dentist)
    for opening in book.openings.get(dentist, ()):
        start = opening.start
        if start < offer.first:
            start += -(-(offer.first - start) // offer.grid) * offer.grid
        while start + lasting.minutes <= opening.end and start <= offer.last:
            span = lasting.span(start)
            busy = taken.until(*span) or book.person.until(*span)
            if busy is None and not _kept(opening, start, lasting.minutes, offer) and _seated(book, opening, span):
                yield start
            # on to the first beginning at or after the end of what is in the way
            ahead = max(busy or 0, start + 1) - start
            start += -(-ahead // offer.grid) * offer.grid


def _against(book: Book, dentist: int, start: int, lasting: Lasting, offer: Offer) -> Iterator[Reason]:
    span = lasting.span(start)
    if start < offer.first:
        yield Reason.PAST
    if start > offer.last:
        yield Reason.NOT_OFFERED
    if book.taken(dentist).until(*span) is not None:
        yield Reason.DENTIST_TAKEN
    if book.person.until(*span) is not None:
        yield Reason.PATIENT_TAKEN


def _holds(opening: Opening, start: int, minutes: int) -> bool:
    return opening.start <= start and start + minutes <= opening.end


def _at(
    book: Book,
    opening: Opening,
    start: int,
    lasting: Lasting,
    offer: Offer,
    against: tuple[Reason, ...],
    seatless: Reason,
) -> Decision:
    reasons = (*against, *_not_offered(opening, start, lasting.minutes, offer))
    chair = next(_free_chairs(book, opening, lasting.span(start)), None)
    if chair is None and book.chairs:
        reasons = (*reasons, seatless)
    return Decision(reasons, chair)


def _not_offered(opening: Opening, start: int, minutes: int, offer: Offer) -> Iterator[Reason]:
    if (start - opening.start) % offer.grid:
        yield Reason.NOT_OFFERED
    if _kept(opening, start, minutes, offer):
        yield Reason.KEPT


def _kept(opening: Opening, start: int, minutes: int, offer: Offer) -> bool:
    return start >= offer.kept_after and start + minutes > opening.kept_from


def _seated(book: Book, opening: Opening, span: Span) -> bool:
    return not book.chairs or next(_free_chairs(book, opening, span), None) is not None


def _free_chairs(book: Book, opening: Opening, span: Span) -> Iterator[int]:
    wanted = book.chairs if opening.chair is None else [opening.chair]
    return (chair for chair in wanted if chair in book.chairs and book.chairs[chair].until(*span) is None)
