"""How the state of an appointment is drawn (a shape and a word, never colour alone), and how a step is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Appointment
from rapport.appointments.models import AppointmentState as State
from rapport.web.sight import Sight


@dataclass(frozen=True)
class Look:
    """The icon, the kind of chip, and the word."""

    icon: str
    kind: str
    word: object


def _look(state: State, icon: str, kind: str = "") -> Look:
    return Look(icon, kind, state.label)


LOOKS: Mapping[str, Look] = {
    State.BOOKED: _look(State.BOOKED, "circle-dashed", "out"),
    State.CONFIRMED: _look(State.CONFIRMED, "circle-check", "good"),
    State.ARRIVED: _look(State.ARRIVED, "hourglass", "warn"),
    State.IN_CHAIR: _look(State.IN_CHAIR, "dental", "info"),
    State.DONE: _look(State.DONE, "check"),
    State.NO_SHOW: _look(State.NO_SHOW, "calendar-off", "bad"),
    State.CANCELLED: _look(State.CANCELLED, "ban"),
    State.UNKNOWN: _look(State.UNKNOWN, "help-circle", "out"),
}
_NOT_HELD = Look("ban", "", _("did not take place"))


def seen_state(appointment: Appointment, sight: Sight) -> State:
    """The state as this reader may know it: at the counter nobody stayed away, it was cancelled."""
    state = State(appointment.state)
    return State.CANCELLED if state == State.NO_SHOW and not sight.words else state


def look_of(appointment: Appointment, sight: Sight) -> Look:
    """As `seen_state`, in a word that is true of both."""
    state = seen_state(appointment, sight)
    return _NOT_HELD if state == State.CANCELLED and not sight.words else LOOKS[state]


# what is taken with one click, in the order of a visit
TAKEN: Mapping[State, Any] = {
    State.CONFIRMED: _("They will come"),
    State.ARRIVED: _("They are here"),
    State.IN_CHAIR: _("Taken to the chair"),
    State.DONE: _("Treated"),
    State.NO_SHOW: _("They did not come"),
}
# the one that usually comes next
NEXT: Mapping[str, State] = {
    State.BOOKED: State.ARRIVED,
    State.CONFIRMED: State.ARRIVED,
    State.ARRIVED: State.IN_CHAIR,
    State.IN_CHAIR: State.DONE,
}
