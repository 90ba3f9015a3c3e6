"""Which step may follow on which (BOO-3, BOO-4). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from rapport.appointments.models.appointment import A_NIGHT, EXPECTED
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


class Step(Protocol):
    """A step as it was taken: `undoes_id` is the step that it takes back."""

    pk: int
    undoes_id: int | None


Taken = TypeVar("Taken", bound=Step)


def standing_steps(steps: Sequence[Taken]) -> list[Taken]:
    """Of all `steps`, in order, those that count: neither taken back nor the taking back of another."""
    undone = {step.undoes_id for step in steps}
    return [step for step in steps if step.undoes_id is None and step.pk not in undone]


def may_follow(state: str, on: str, starts_at: datetime, at: datetime) -> bool:
    """Whether an appointment of `starts_at` that is `on` may become `state`. Of what nobody wrote down while it
    happened it is said on the next day that they came."""
    if state == State.DONE and on in EXPECTED:
        return at > starts_at + A_NIGHT
    return state in FOLLOWING.get(on, frozenset())


def too_early(state: str, starts_at: datetime, at: datetime) -> bool:
    """Nobody has failed to come before it was time."""
    return state == State.NO_SHOW and at < starts_at
