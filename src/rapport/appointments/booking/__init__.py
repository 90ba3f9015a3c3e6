"""The one place that gives times (BOO-1…4): desk, public pages and waiting list all come here."""

from rapport.appointments.booking.booking import Request, book, book_held, move
from rapport.appointments.booking.free import FreeTime, free_times
from rapport.appointments.booking.holding import Held, expire_holds, held_by, hold_slot, release_hold
from rapport.appointments.booking.idle import idle_times
from rapport.appointments.booking.reading import Besides
from rapport.appointments.booking.rules import Reason
from rapport.appointments.booking.steps import cancel, confirm, take_step
from rapport.appointments.booking.undoing import last_step, undo_step
from rapport.appointments.booking.wanted import Wanted

__all__ = [
    "Besides",
    "FreeTime",
    "Held",
    "Reason",
    "Request",
    "Wanted",
    "book",
    "book_held",
    "cancel",
    "confirm",
    "expire_holds",
    "free_times",
    "held_by",
    "hold_slot",
    "idle_times",
    "last_step",
    "move",
    "release_hold",
    "take_step",
    "undo_step",
]
