"""One after the other: who asks for a time waits for who is asking, looks, and writes (BOO-1).

Locks are taken in one order, so that nobody waits in a circle: the appointment (who changes one), the branch, the
dentists, the person. Behind them stands the database's own refusal (`appointments.guards`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from rapport.appointments.booking import refusals
from rapport.appointments.booking.opening import openings
from rapport.appointments.booking.reading import NOTHING, Besides, givers, offer_to, offer_to_staff, read_book
from rapport.appointments.booking.rules import Book, Decision, Reason, decide
from rapport.appointments.booking.spans import minute_of, moment_of
from rapport.appointments.booking.wanted import Wanted
from rapport.appointments.guards import APART
from rapport.appointments.models import BookingTerms, Slot
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

Done = TypeVar("Done")
# seconds between tries where the database broke one off
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
_BROKEN_OFF = frozenset({"40P01", "40001"})  # of PostgreSQL: deadlock, serialization failure


@dataclass(frozen=True)
class Given:
    """Who takes them, in which chair, and until when both are taken."""

    dentist: int
    chair: int | None
    starts_at: datetime
    ends_at: datetime
    taken_until: datetime


def in_turn(act: Callable[[], Done]) -> Done:
    """Do `act` whole or not at all, again where the database broke it off. Raises Refused (taken, busy)."""
    for pause in (*_PAUSES, None):
        try:
            with transaction.atomic():
                return act()
        except IntegrityError as error:
            if any(one.name in str(error) for one in APART):
                raise refusals.taken() from None
            raise
        except OperationalError as error:
            broken_off = getattr(error.__cause__, "sqlstate", "") in _BROKEN_OFF
            if connection.in_atomic_block or not (broken_off or "locked" in str(error)):
                raise
            if pause is None or not broken_off:
                raise refusals.busy() from None
        time.sleep(pause)
    raise AssertionError  # the last try gives or raises


def find_place(
    wanted: Wanted,
    patient: Patient | None,
    *,
    at: datetime,
    besides: Besides = NOTHING,
) -> Given:
    """Hold the book of the branch, the dentists and the person until the transaction ends; find who takes them.

    Raises Refused.
    """
    lock(Branch, [wanted.branch.pk])
    terms = BookingTerms.of(wanted.branch)
    candidates = _candidates(wanted, terms)
    lock(User, candidates)
    if patient is not None:
        lock(Patient, [patient.pk])
    book = read_book(
        wanted.branch, terms, candidates, wanted.day, wanted.day, at=at, patient=patient, besides=besides
    )
    dentist, decision = _choose(wanted, patient, book, candidates, terms, at)
    if not decision.allowed:
        raise refusals.not_free(decision)
    start, lasting = minute_of(wanted.starts_at), wanted.lasting
    given = Given(
        dentist,
        decision.chair,
        *(moment_of(end) for end in (start, start + lasting.minutes, lasting.span(start)[1])),
    )
    _clear(given, at)
    return given


def lock(model: type[Branch | User | Patient], ids: Collection[int]) -> None:
    """Hold these rows, in the order of their keys. On SQLite the transaction holds everything."""
    rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk"))


def _candidates(wanted: Wanted, terms: BookingTerms) -> list[int]:
    """Ids of those who could, in order. Raises Refused where the dentist who is asked for does not."""
    giving = givers(wanted.service)
    if wanted.dentist is None:
        return sorted(openings(wanted.branch, terms, giving, wanted.day, wanted.day))
    if giving is not None and wanted.dentist.pk not in giving:
        raise refusals.not_free(Decision((Reason.NOT_GIVEN,)))
    return [wanted.dentist.pk]


def _choose(
    wanted: Wanted, patient: Patient | None, book: Book, candidates: list[int], terms: BookingTerms, at: datetime
) -> tuple[int, Decision]:
    """Of those who are free, who has the least to do; else anybody and why not."""
    lasting = wanted.lasting
    offer = (
        offer_to(patient, wanted.branch, terms, wanted.service, at=at)
        if wanted.online
        else offer_to_staff(lasting.minutes, at=at)
    )
    start = minute_of(wanted.starts_at)
    decisions = {
        pk: decide(
            book,
            pk,
            start,
            lasting,
            offer,
            beyond_hours=wanted.beyond_hours and not wanted.online,
            chair=wanted.chair.pk if wanted.chair else None,
        )
        for pk in candidates
    }
    day = start - 24 * 60, start + 24 * 60
    ranked = sorted(decisions, key=lambda pk: (not decisions[pk].allowed, book.taken(pk).within(*day), pk))
    return (ranked[0], decisions[ranked[0]]) if ranked else (0, Decision((Reason.CLOSED,)))


def _clear(given: Given, at: datetime) -> None:
    """Take holds that have run out out of the way: the database would count them."""
    over = Slot.objects.expired(at).across(given.starts_at, given.taken_until).order_by("pk")
    for column, pk in (("dentist", given.dentist), ("chair", given.chair)):
        if pk is not None:
            over.filter(**{column: pk}).delete()
