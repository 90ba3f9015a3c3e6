"""What is said where a time cannot be given."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking.rules import Decision, Reason
from rapport.lib.refusal import Refused

BUSY = "busy"
HOLD_OVER = "hold_over"
TAKEN = "taken"

_WORDS: dict[Reason, Any] = {
    Reason.NOT_GIVEN: _("This dentist does not give this service. Choose another dentist."),
    Reason.PAST: _("This time has passed or is too close. Choose a later one."),
    Reason.NOT_OFFERED: _("This time is not offered. Choose one from the list."),
    Reason.KEPT: _("This time is not offered. Choose one from the list."),
    Reason.CLOSED: _("This is outside the working hours. Choose another time."),
    Reason.DENTIST_TAKEN: _("This time has just been taken. Choose another."),
    Reason.CHAIR_TAKEN: _("No chair is free at this time. Choose another."),
    Reason.THIS_CHAIR_TAKEN: _("This chair is taken at this time. Choose another chair or another time."),
    Reason.PATIENT_TAKEN: _(
        "There is another appointment of theirs at this time. Choose another, or move that one."
    ),
}


def not_free(decision: Decision) -> Refused:
    """The refusal; its code is the first reason, `reasons` in its params are all."""
    first = decision.reasons[0]
    return Refused(first.value, _WORDS[first], {"reasons": [reason.value for reason in decision.reasons]})


def taken() -> Refused:
    """Somebody was quicker: said by the database."""
    return Refused(TAKEN, _WORDS[Reason.DENTIST_TAKEN])


def busy() -> Refused:
    return Refused(BUSY, _("The book is being written in by many at once. Try again in a moment."))


def hold_over() -> Refused:
    return Refused(HOLD_OVER, _("The time was held for you, but is over, and it has been taken. Choose another."))
