"""The waiting list (BOO-2, BOO-3): who waits for a time to come free, and whom a freed time is offered to.

Whatever is written of the list of a branch is written under the lock of that branch, as bookings are, so that no
time is offered to two and nobody is offered two.
"""

from rapport.appointments.waiting.answering import accept, decline, offer_of, withdraw
from rapport.appointments.waiting.listing import NewWish, put_back, put_on_list, take_off
from rapport.appointments.waiting.offering import offer_time
from rapport.appointments.waiting.sweep import offer_freed_times

__all__ = [
    "NewWish",
    "accept",
    "decline",
    "offer_freed_times",
    "offer_of",
    "offer_time",
    "put_back",
    "put_on_list",
    "take_off",
    "withdraw",
]
