"""What those who were offered a time say: by their link, or to a colleague on the phone (BOO-3)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Request, Wanted, book, move
from rapport.appointments.booking.giving import in_turn, lock
from rapport.appointments.booking.steps import locked
from rapport.appointments.models import Answer, Appointment, BookedThrough, TimeOffer, WaitingEnd
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.waiting.ending import end_entry, end_offer
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User

_BESIDE = ("entry__patient__branch", "entry__branch", "entry__service", "entry__instead_of", "dentist")


def offer_of(token: str) -> TimeOffer | None:
    """What the link leads to, open or over; None where it leads nowhere."""
    return TimeOffer.objects.select_related(*_BESIDE).filter(token_sha256=hash_of(token)).first()


def accept(offer: TimeOffer, *, through: BookedThrough, by: User | None = None) -> Appointment:
    """They take it: it is booked for them, or what they had is moved there, and they wait no more. Said twice, it
    is said; and also after its time, as long as nobody else was asked.

    Refused: offer_over, or as `booking.book` and `booking.move` refuse.
    """
    return in_turn(lambda: _accept(offer, Request(through, by=by, key=f"offer:{offer.pk}")))


def _accept(offer: TimeOffer, request: Request) -> Appointment:
    # who changes an appointment locks that first
    if offer.entry.instead_of is not None:
        locked(offer.entry.instead_of)
    held = _held(offer)
    entry = held.entry
    if held.answer == Answer.YES and entry.appointment is not None:
        return entry.appointment
    second = TimeOffer.objects.second().filter(pk=held.pk).exists()
    if second or held.ended_at is not None or held.slot is None or held.starts_at <= clock.now():
        raise Refused("offer_over", _("The time for this offer is over. You stay on the list: we will ask again."))
    # the message and the task before the person, as who sends and who calls: nobody waits in a circle
    end_offer(held, Answer.YES, by=request.by)
    theirs = entry.instead_of
    # what it was held for was offered then: what is asked now is whether it is still free
    wanted = Wanted(entry.branch, entry.service, held.starts_at, dentist=held.dentist, beyond_hours=True)
    if theirs is not None and theirs.state in EXPECTED:
        made = move(theirs, wanted, request)
    else:
        made = book(entry.patient, wanted, request)
    end_entry(entry, WaitingEnd.BOOKED, by=request.by, got=made)
    return made


@transaction.atomic
def decline(offer: TimeOffer, *, by: User | None = None) -> None:
    """It does not suit them; they stay on the list, and are not asked about this time again."""
    _end(offer, Answer.NO, by)


@transaction.atomic
def withdraw(offer: TimeOffer, *, by: User) -> None:
    """The clinic takes it back. Nothing happens where it is over already."""
    _end(offer, Answer.WITHDRAWN, by)


def _end(offer: TimeOffer, answer: Answer, by: User | None) -> None:
    held = _held(offer)
    if held.ended_at is None:
        end_offer(held, answer, by=by)


def _held(offer: TimeOffer) -> TimeOffer:
    """It as it stands, under the lock of its branch."""
    lock(Branch, [offer.entry.branch_id])
    return TimeOffer.objects.select_related(*_BESIDE).get(pk=offer.pk)
