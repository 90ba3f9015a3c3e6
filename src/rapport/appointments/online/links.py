"""The private link of an appointment (BOO-3): by it somebody says that they come, moves it or cancels it.

It is worked out of the number of the appointment and the key of the house: all messages about one appointment
carry the same link, nothing is kept, and without the key nobody makes one up. The page that a browser is shown
right after booking has an address of its own, which says nothing of whose phone it is.
"""

from __future__ import annotations

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from rapport.appointments.booking.reading import USUAL
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.lib.outside import address_outside

# letters of the seal: 6 bits each, so that nobody guesses one
_SEAL = 20
# what the page shows of it
_BESIDE = ("patient__standing", "patient__branch", "branch", "booked_service", "dentist")
_LONGEST_NUMBER = 18
_SENT, _SHOWN = "sent", "shown"


def open_link(appointment: Appointment) -> str:
    """The token of the link to `appointment` for messages; always the same."""
    return f"{appointment.pk}-{_seal(appointment.pk, _SENT)}"


def shown_link(appointment: Appointment) -> str:
    """The token for the browser that has just booked it."""
    return f"{appointment.pk}-{_seal(appointment.pk, _SHOWN)}"


def came_by_message(token: str) -> bool:
    """Whether whoever holds `token` has read a message about the appointment."""
    number, _dash, seal = token.partition("-")
    return constant_time_compare(seal, _seal(int(number), _SENT))


def link_to(appointment: Appointment) -> str:
    """The whole address for a message; "" where the clinic has not said under which address it is reached."""
    return address_outside("web:appointment_link", open_link(appointment))


def appointment_of(token: str) -> Appointment | None:
    """The appointment that a link leads to, with what its page shows, over or not; None where there is none."""
    number, _dash, seal = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        return None
    if not any(constant_time_compare(seal, _seal(int(number), way)) for way in (_SENT, _SHOWN)):
        return None
    return Appointment.objects.select_related(*_BESIDE).filter(pk=int(number)).first()


def link_is_over(appointment: Appointment) -> bool:
    """Whether the time of `appointment` has passed: there is nothing to decide any more."""
    return (appointment.ends_at or appointment.starts_at + USUAL) <= clock.now()


def _seal(number: int, way: str) -> str:
    return Signer(salt=f"rapport.appointments.{way}").signature(str(number))[:_SEAL]
