"""Who is on the list: put on, taken off, put back (BOO-3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking.giving import lock
from rapport.appointments.models import (
    Appointment,
    BookedThrough,
    PartOfDay,
    Service,
    TimeOffer,
    WaitingEnd,
    WaitingEntry,
    WaitingOff,
)
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.models.waiting import Answer
from rapport.appointments.waiting.ending import end_entry, end_offer
from rapport.appointments.waiting.rules import Wish
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import hold_all
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

# nobody waits longer; whoever still wants a time says so again
LONGEST = timedelta(days=180)
USUAL = timedelta(days=30)
_WEEK = range(1, 8)


@dataclass(frozen=True)
class NewWish:
    """What somebody waits for, and when they can come: as `WaitingEntry`. No day: from today on, for 30 days."""

    branch: Branch
    service: Service
    dentist: User | None = None
    weekdays: Collection[int] = ()
    parts: Collection[str] = ()
    first_day: date | None = None
    last_day: date | None = None
    note: str = ""
    instead_of: Appointment | None = None


@transaction.atomic
def put_on_list(
    patient: Patient,
    wish: NewWish,
    *,
    through: BookedThrough,
    by: User | None = None,
    at: datetime | None = None,
) -> WaitingEntry:
    """`patient` waits for a time at the branch. Who waits there for the same service already keeps their place,
    with the new wish. Clients do it themselves with `through` ONLINE and no `by`, for one of `Service.online()`;
    what a colleague has noted stays then.

    Refused: not_online, days (over, backwards, or more than half a year), suits (no day or part of it that there
    is), not_theirs (`instead_of` is somebody else's, or not to come any more), merged_away.
    """
    first = max(wish.first_day or wish.branch.today(), wish.branch.today())
    last = wish.last_day or first + USUAL
    _check(patient, wish, first, last, through)
    lock(Branch, [wish.branch.pk])
    hold_all([patient.pk])
    same = WaitingEntry.objects.open().filter(patient=patient, branch=wish.branch, service=wish.service)
    entry = same.first() or WaitingEntry(
        patient=patient, branch=wish.branch, service=wish.service, through=through, since=at or clock.now(), by=by
    )
    entry.dentist, entry.instead_of = wish.dentist, wish.instead_of
    if through != BookedThrough.ONLINE:
        entry.note = wish.note.strip()[:200]
    entry.weekdays, entry.parts = sorted(set(wish.weekdays)), sorted(set(wish.parts))
    entry.first_day, entry.last_day = first, last
    entry.save()
    return entry


def _check(patient: Patient, wish: NewWish, first: date, last: date, through: BookedThrough) -> None:
    if through == BookedThrough.ONLINE and not Service.objects.online().filter(pk=wish.service.pk).exists():
        raise Refused("not_online", _("This service is booked at the desk. Call the clinic."))
    if not timedelta() <= last - first <= LONGEST:
        raise Refused("days", _("Choose a last day that is not before the first, and within half a year."))
    if set(wish.weekdays) - set(_WEEK) or set(wish.parts) - set(PartOfDay.values):
        raise Refused("suits", _("Choose days and parts of the day from the list."))
    theirs = wish.instead_of
    if theirs and (theirs.patient_id != patient.pk or theirs.state not in EXPECTED):
        raise Refused("not_theirs", _("The appointment to be given up is not to come any more. Choose another."))


@transaction.atomic
def take_off(entry: WaitingEntry, why: str, *, by: User | None, words: str = "") -> WaitingEntry:
    """They wait no more; `why` is one of `WaitingOff`. A time that is kept for them is free. Who is off already
    stays as they are. Refused: why."""
    if why not in WaitingOff.values:
        raise Refused("why", _("Say why they are taken off the list."))
    lock(Branch, [entry.branch_id])
    held = WaitingEntry.objects.get(pk=entry.pk)
    if held.ended_at is None:
        for offer in TimeOffer.objects.open().filter(entry=held):
            end_offer(offer, Answer.WITHDRAWN, by=by)
        end_entry(held, WaitingEnd.OFF, by=by, why=why, words=words)
    return held


@transaction.atomic
def put_back(entry: WaitingEntry) -> WaitingEntry:
    """Undo `take_off`: on the list again, in their place. Refused: not_off (they got a time, or nobody took them
    off)."""
    lock(Branch, [entry.branch_id])
    held = WaitingEntry.objects.get(pk=entry.pk)
    if held.ended_how != WaitingEnd.OFF:
        raise Refused("not_off", _("They are not off the list, or got a time meanwhile."))
    again = WaitingEntry.objects.open().filter(
        patient=held.patient_id, branch=held.branch_id, service=held.service_id
    )
    if found := again.first():
        return found
    held.ended_at, held.ended_by = None, None
    held.ended_how = held.ended_why = held.ended_words = ""
    held.save()
    return held


def wish_of(entry: WaitingEntry) -> Wish:
    """When they can come, for the rules. `instead_of` is to be loaded with it."""
    return Wish(
        entry.first_day,
        entry.last_day,
        frozenset(entry.weekdays),
        frozenset(entry.parts),
        entry.dentist_id,
        entry.instead_of.starts_at if entry.instead_of else None,
    )
