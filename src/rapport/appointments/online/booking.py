"""A client books what is held for them (BOO-1): known by a code, or new."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Request, book_held
from rapport.appointments.booking.giving import in_turn
from rapport.appointments.booking.holding import held_by
from rapport.appointments.booking.refusals import HOLD_OVER, hold_over
from rapport.appointments.models import Appointment, BookedThrough, OnlineBooking
from rapport.appointments.online.letters import BOOKED, tell
from rapport.appointments.online.newcomers import Newcomer, write_down
from rapport.appointments.signals import Signals, note_signals
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.people.models import Patient

# what one number may have ahead that nobody has confirmed, and may book in a day
MOST_AHEAD = 2
MOST_A_DAY = 4


@dataclass(frozen=True)
class Booking:
    """Who books, with which phone (E.164), and what they said. `who` is a client recognised by a code, or new."""

    who: Patient | Newcomer
    phone: str
    remark: str = ""
    signals: Signals = field(default_factory=Signals)


def book_online(token: str, booking: Booking) -> Appointment:
    """Book what is held under `token`; asked twice, it is booked once. They are written to with the link.

    Raises Refused as `booking.book_held` and `newcomers.write_down` do, or too_many_bookings.
    """
    try:
        return in_turn(lambda: _book(token, booking))
    except Refused as refused:
        # of two at once the second finds what the first has booked
        if refused.code == HOLD_OVER and (done := _done(token)):
            return done
        raise


def _book(token: str, booking: Booking) -> Appointment:
    if done := _done(token):
        return done
    held = held_by(token)
    if held is None:
        raise hold_over()
    known = isinstance(booking.who, Patient)
    _demand_few(booking.phone, proven=known)
    patient = write_down(booking.who, held.branch) if isinstance(booking.who, Newcomer) else booking.who
    request = Request(BookedThrough.ONLINE, key=hash_of(token), remark=booking.remark)
    appointment = book_held(token, patient, request)
    OnlineBooking.objects.create(appointment=appointment, phone=booking.phone, proven=known)
    note_signals(appointment, booking.signals, by=None)
    tell(appointment, BOOKED)
    return appointment


def _done(token: str) -> Appointment | None:
    return Appointment.objects.filter(key=hash_of(token)).first() if token else None


def _demand_few(phone: str, *, proven: bool) -> None:
    """Nobody fills the book from one number."""
    now, mine = clock.now(), OnlineBooking.objects.filter(phone=phone)
    unsure = 0 if proven else mine.to_call_back(now).count()
    if unsure >= MOST_AHEAD or mine.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(
            "too_many_bookings", _("Several visits are booked with this phone already. Call us to book another.")
        )
