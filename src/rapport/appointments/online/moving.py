"""A client gives their appointment another time, by its link (BOO-3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Request, Wanted, move
from rapport.appointments.models import Appointment, BookedThrough
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.online.letters import MOVED, tell
from rapport.lib.refusal import Refused

# of one appointment: every time a message is written, to a phone that anybody may have typed
MOST_MOVES = 4


def may_move(appointment: Appointment) -> bool:
    """Whether a client may move it themselves: it is to come, and what it is for can be booked online."""
    service = appointment.booked_service
    bookable = service is not None and service.bookable_online and service.retired_at is None
    return bookable and appointment.state in EXPECTED


def move_online(appointment: Appointment, wanted: Wanted) -> Appointment:
    """Move it, and write to them with the new time. Raises Refused as `booking.move` does, or too_many_moves."""
    moves = appointment.steps.filter(through=BookedThrough.ONLINE).exclude(moved_from=None)
    if moves.count() >= MOST_MOVES:
        raise Refused("too_many_moves", _("It was moved several times already. Please call us to move it again."))
    moved = move(appointment, wanted, Request(BookedThrough.ONLINE))
    tell(moved, MOVED)
    return moved
