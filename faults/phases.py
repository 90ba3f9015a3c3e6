"""Which phase of its work a worker is in, seen from another process, and how long each phase takes."""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any
from unittest import mock

from rapport.importing import tasks


@dataclass(frozen=True)
class Phase:
    """`step` is the function of `importing.tasks` that does it; `whole`: it begins anew when it is cut off."""

    name: str
    step: str
    whole: bool = False


# a person stands between two acts
ACTS = (
    (Phase("staging", "stage_next_file"), Phase("checking", "check_next_batch")),
    (
        Phase("applying", "apply_next_batch"),
        Phase("linking", "link_next_batch"),
        Phase("finishing", "finish", whole=True),
    ),
    (Phase("undoing", "undo_next_batch"), Phase("finishing undo", "finish", whole=True)),
)

Seconds = dict[Phase, float]


class Board:
    """A byte that a worker and those who watch it share: the place of the phase in its act, from 1."""

    def __init__(self) -> None:
        self._byte = mmap.mmap(-1, 1)

    @property
    def at(self) -> int:
        return self._byte[0]

    @at.setter
    def at(self, place: int) -> None:
        self._byte[0] = place


@contextmanager
def watched(act: int, board: Board, spent: Seconds) -> Iterator[None]:
    """Have the steps of an act say on the board when they begin, and add up how long they take."""

    def watching(place: int, phase: Phase, step: Callable[..., Any]) -> Callable[..., Any]:
        def watched_step(*given: Any, **named: Any) -> Any:
            board.at, begun = place, time.perf_counter()
            try:
                return step(*given, **named)
            finally:
                spent[phase] = spent.get(phase, 0.0) + time.perf_counter() - begun

        return watched_step

    with ExitStack() as stack:
        for place, phase in enumerate(ACTS[act], start=1):
            step = watching(place, phase, getattr(tasks, phase.step))
            stack.enter_context(mock.patch.object(tasks, phase.step, step))
        yield


@dataclass(frozen=True, order=True)
class Moment:
    """`after` seconds into a phase, which has this place in its act."""

    place: int
    after: float


def moments(seconds: Seconds, count: int, chance: Random) -> list[list[Moment]]:
    """For each act its moments in order: half of them over the whole length, half over a phase drawn first."""
    spans = [(act, place, phase) for act, phases in enumerate(ACTS) for place, phase in enumerate(phases, start=1)]
    drawn: list[list[Moment]] = [[] for _act in ACTS]
    for number in range(count):
        weights = [seconds[phase] for _act, _place, phase in spans] if number % 2 else None
        [(act, place, phase)] = chance.choices(spans, weights)
        drawn[act].append(Moment(place, chance.random() * seconds[phase]))
    return [sorted(act) for act in drawn]
