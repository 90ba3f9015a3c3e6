"""What stands in the book of a branch over some days, read in a number of queries that never grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from rapport.appointments.booking.opening import openings
from rapport.appointments.booking.rules import Book, Offer
from rapport.appointments.booking.spans import Span, Taken, minute_of, whole_day
from rapport.appointments.models import Appointment, BookingTerms, Chair, Service, Slot
from rapport.people.models import Patient
from rapport.staff.models import Branch

# of an appointment that does not say when it ends
USUAL = timedelta(minutes=30)
# no appointment is longer
_LONGEST = timedelta(hours=12)
# minutes ahead that staff book: ten years, beyond which it is a slip of the pen
_FURTHEST = 10 * 366 * 24 * 60
CLASS_A = "A"


@dataclass(frozen=True)
class Besides:
    """Not in the way: the slot that is about to be given up, and the appointment that is moved."""

    slot: int | None = None
    appointment: int | None = None

    @classmethod
    def of(cls, slot: Slot | None, appointment: Appointment | None = None) -> Besides:
        return cls(slot.pk if slot else None, appointment.pk if appointment else None)


NOTHING = Besides()


@dataclass(frozen=True)
class _Within:
    """From when to when the book is read, as of which moment, and what does not count."""

    start: datetime
    end: datetime
    at: datetime
    besides: Besides


def read_book(
    branch: Branch,
    terms: BookingTerms,
    dentists: Collection[int] | None,
    first: date,
    last: date,
    *,
    at: datetime,
    patient: Patient | None = None,
    besides: Besides = NOTHING,
) -> Book:
    """From `first` to `last`, days of the branch. `dentists` None: all who work there then."""
    opened = openings(branch, terms, dentists, first, last)
    who = set(opened) if dentists is None else set(dentists)
    within = _Within(*_moments(branch, first, last), at, besides)
    by_dentist, by_chair = _slots(branch, who, within)
    # what came from a file has no slot
    for whose, span in _standing(Q(dentist__in=who, slot=None), "dentist_id", within):
        by_dentist[whose].append(span)
    person = [] if patient is None else _standing(Q(patient=patient), "patient_id", within)
    return Book(
        opened,
        {pk: Taken(spans) for pk, spans in by_dentist.items()},
        {pk: Taken(spans) for pk, spans in by_chair.items()},
        Taken(span for _whose, span in person),
    )


def givers(service: Service) -> list[int] | None:
    """Ids of those who give the service; None: every dentist does."""
    return list(service.given_by.order_by("pk").values_list("pk", flat=True)) or None


def offer_to(
    patient: Patient | None, branch: Branch, terms: BookingTerms, service: Service, *, at: datetime
) -> Offer:
    """What a client may book themselves: class A sees more days, and what is kept (BOO-1, BOO-2)."""
    early = is_early(patient)
    more = terms.early_days if service.early_days is None else service.early_days
    days = terms.days_ahead + (more if early else 0)
    _start, after_last = whole_day(branch.day_of(at) + timedelta(days=days), branch.zone)
    now = minute_of(at)
    return Offer(
        now + terms.notice_hours * 60,
        after_last - 1,
        after_last if early else now + terms.kept_until_hours * 60,
        terms.step_minutes,
    )


def offer_to_staff(lasting_minutes: int, *, at: datetime, grid: int = 1) -> Offer:
    """Anything that is not over, to the minute."""
    now = minute_of(at)
    return Offer(now - lasting_minutes + 1, now + _FURTHEST, now + _FURTHEST, grid)


def is_early(patient: Patient | None) -> bool:
    """Of class A (PAT-A), as their standing says."""
    return patient is not None and getattr(getattr(patient, "standing", None), "care", "") == CLASS_A


def _moments(branch: Branch, first: date, last: date) -> tuple[datetime, datetime]:
    return branch.moment(first), branch.moment(last) + timedelta(days=1, hours=12)


def _slots(
    branch: Branch, dentists: Collection[int], within: _Within
) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """What is taken of dentists, wherever they are, and of the chairs of the branch."""
    by_dentist: dict[int, list[Span]] = defaultdict(list)
    chairs = Chair.objects.filter(branch=branch, retired_at=None).values_list("pk", flat=True)
    by_chair: dict[int, list[Span]] = {pk: [] for pk in chairs}
    slots = Slot.objects.alive(within.at).across(within.start, within.end)
    slots = slots.filter(Q(branch=branch) | Q(dentist__in=dentists)).exclude(pk=within.besides.slot or 0)
    for dentist, chair, begins, ends in slots.values_list("dentist_id", "chair_id", "starts_at", "ends_at"):
        span = minute_of(begins), minute_of(ends)
        by_dentist[dentist].append(span)
        if chair in by_chair:
            by_chair[chair].append(span)
    return by_dentist, by_chair


def _standing(who: Q, whose: str, within: _Within) -> Iterator[tuple[int, Span]]:
    """Whose, and when, appointments are that `who` says."""
    found = Appointment.objects.standing().between(within.start - _LONGEST, within.end).filter(who)
    found = found.exclude(pk=within.besides.appointment or 0)
    for pk, begins, ends in found.values_list(whose, "starts_at", "ends_at"):
        start = minute_of(begins)
        yield pk, (start, max(start + 1, minute_of(ends or begins + USUAL)))
