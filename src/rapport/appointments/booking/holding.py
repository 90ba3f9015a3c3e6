"""A time is held for a few minutes while somebody fills in (BOO-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db import transaction

from rapport.appointments.booking.giving import find_place, in_turn
from rapport.appointments.booking.reading import Besides
from rapport.appointments.booking.wanted import Wanted
from rapport.appointments.models import BookingTerms, Slot
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.people.models import Patient

# deleted in one go
_AT_ONCE = 500


@dataclass(frozen=True)
class Held:
    """`token` is known to who holds it alone; the slot says who and when, and until when it is held."""

    token: str
    slot: Slot

    @property
    def until(self) -> datetime:
        assert self.slot.held_until is not None
        return self.slot.held_until


def hold_slot(
    wanted: Wanted,
    *,
    patient: Patient | None = None,
    instead_of: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> Held:
    """Hold the time `until` then, else for as long as the branch says. `instead_of`: the token of a hold that is
    let go for it.

    `patient`: whom it is for, if that is known. Raises Refused with a reason of `rules.Reason`, taken or busy.
    """
    return in_turn(lambda: _hold(wanted, patient, instead_of, until, at or clock.now()))


def _hold(wanted: Wanted, patient: Patient | None, instead_of: str, until: datetime | None, at: datetime) -> Held:
    before = held_by(instead_of)
    given = find_place(wanted, patient, at=at, besides=Besides.of(before))
    if before is not None:
        before.delete()
    token = token_urlsafe(24)
    slot = Slot.objects.create(
        branch=wanted.branch,
        dentist_id=given.dentist,
        chair_id=given.chair,
        service=wanted.service,
        starts_at=given.starts_at,
        ends_at=given.taken_until,
        token_sha256=hash_of(token),
        held_until=until or at + timedelta(minutes=BookingTerms.of(wanted.branch).hold_minutes),
        made_at=at,
    )
    return Held(token, slot)


def held_by(token: str) -> Slot | None:
    """What is, or was, held under `token`; None where it is gone."""
    if not token:
        return None
    return Slot.objects.filter(token_sha256=hash_of(token)).first()


def release_hold(held: str | Slot) -> None:
    """Who holds it, by their token or as its row, does not want it any more; nothing where it is gone."""
    mine = Slot.objects.filter(appointment=None)
    (mine.filter(pk=held.pk) if isinstance(held, Slot) else mine.filter(token_sha256=hash_of(held))).delete()


def expire_holds(*, at: datetime | None = None) -> int:
    """Take away holds that have run out; gives how many. They are in nobody's way before: this is only tidy."""
    with transaction.atomic():
        over = Slot.objects.expired(at or clock.now()).select_for_update(skip_locked=True).order_by("pk")
        ids = list(over.values_list("pk", flat=True)[:_AT_ONCE])
        return Slot.objects.filter(pk__in=ids).delete()[0]
