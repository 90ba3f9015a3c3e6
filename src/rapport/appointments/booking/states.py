"""Which step may follow on which (BOO-3, BOO-4). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rapport.appointments.models.appointment import AppointmentState as State

_TO_COME = frozenset({State.ARRIVED, State.IN_CHAIR, State.NO_SHOW, State.CANCELLED})
FOLLOWING: Mapping[str, frozenset[State]] = {
    State.BOOKED: _TO_COME | {State.CONFIRMED},
    State.CONFIRMED: _TO_COME,
    # who has waited may go, or be sent home
    State.ARRIVED: frozenset({State.IN_CHAIR, State.CANCELLED}),
    State.IN_CHAIR: frozenset({State.DONE}),
}
# after these the time is free for others
GIVES_BACK = frozenset({State.NO_SHOW, State.CANCELLED})


def may_follow(state: str, on: str) -> bool:
    """Whether an appointment that is `on` may become `state`."""
    return state in FOLLOWING.get(on, frozenset())


def too_early(state: str, starts_at: datetime, at: datetime) -> bool:
    """Nobody has failed to come before it was time."""
    return state == State.NO_SHOW and at < starts_at
