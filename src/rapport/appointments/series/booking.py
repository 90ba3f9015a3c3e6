"""A series is booked, all of what was chosen or none of it; its rest is cancelled (BOO-1, BOO-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Request, Wanted, book, cancel
from rapport.appointments.booking.giving import in_turn, lock
from rapport.appointments.models import Appointment, BookedThrough, Series, Service
from rapport.appointments.models.appointment import AppointmentQuerySet
from rapport.appointments.series.rhythm import MOST_TIMES, Rhythm
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import Branch, User


@dataclass(frozen=True)
class Wish:
    """A service at a branch, by `dentist` or by anybody who is free, again and again."""

    branch: Branch
    service: Service
    rhythm: Rhythm
    dentist: User | None = None


def book_series(
    patient: Patient, wish: Wish, moments: Sequence[datetime], request: Request, *, at: datetime | None = None
) -> Series:
    """Book `patient` at these moments, which were chosen from what `look_ahead` showed. `request.key` books once.

    Raises Refused as `booking.book` does, where one of them is not free any more: then none is booked; or rhythm.
    """
    at = at or clock.now()
    wish.rhythm.check(wish.branch.day_of(at))
    if not 1 <= len(moments) <= MOST_TIMES:
        raise Refused("nothing_chosen", _("Choose at least one time."))
    return in_turn(lambda: _book(patient, wish, moments, request, at))


def _book(patient: Patient, wish: Wish, moments: Sequence[datetime], request: Request, at: datetime) -> Series:
    # the same request at the same moment waits here for the first
    lock(Branch, [wish.branch.pk])
    key = f"{patient.pk}-{request.key}"[:64] if request.key else None
    if key and (done := Series.objects.filter(key=key).first()):
        return done
    rhythm = wish.rhythm
    series = Series.objects.create(
        first_day=rhythm.first,
        at=rhythm.at,
        every_weeks=rhythm.every_weeks,
        times=rhythm.times,
        by=request.by,
        made_at=at,
        key=key,
    )
    for moment in moments:
        wanted = Wanted(wish.branch, wish.service, moment, dentist=wish.dentist)
        book(patient, wanted, replace(request, key="", series=series), at=at)
    return series


def rest_of(series: Series, *, at: datetime | None = None) -> AppointmentQuerySet:
    """Those that are still to come."""
    found = Appointment.objects.filter(series=series).expected()
    return found.filter(starts_at__gt=at or clock.now()).order_by("pk")


@transaction.atomic
def cancel_rest(
    series: Series, why: str, *, through: BookedThrough, by: User | None = None, words: str = ""
) -> int:
    """None of the rest takes place; each is cancelled as if alone. Gives how many. `why`: one of `Why`."""
    rest = list(rest_of(series))
    for one in rest:
        cancel(one, why, through=through, by=by, words=words)
    return len(rest)
