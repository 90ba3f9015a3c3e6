"""What comes next on a complaint, until when, and what the client's word does to it (CMP-2). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rapport.feedback.models import EIGHT_STEPS, ComplaintMove, Terms
from rapport.feedback.scores import UNHAPPY, band_of

# who is not content, or complains again, is heard already: another solution is sought
_BACK_TO = EIGHT_STEPS.index(ComplaintMove.AGREED)
_BACK = frozenset({ComplaintMove.AGAIN, ComplaintMove.REOPENED})

# what is late goes up once in so long
CLIMB_EVERY = timedelta(days=1)


def steps_done(moves: Iterable[str]) -> int:
    """How many of the eight steps are behind, by the moves in their order; what was skipped counts."""
    done = 0
    for move in moves:
        if move in EIGHT_STEPS:
            done = EIGHT_STEPS.index(ComplaintMove(move)) + 1
        elif move in _BACK:
            done = min(done, _BACK_TO)
    return done


def next_step(moves: Iterable[str]) -> ComplaintMove | None:
    """The step that comes next; None after the eighth, when the client is asked again."""
    done = steps_done(moves)
    return EIGHT_STEPS[done] if done < len(EIGHT_STEPS) else None


def may_be_asked_again(moves: Iterable[str]) -> bool:
    """Whether there is a solution that the client can be asked about: agreed on, or left out with its reason."""
    return steps_done(moves) > _BACK_TO


def is_content(points: int) -> bool:
    """Whether `points` out of ten settle a complaint. ValueError outside 1 to 10."""
    return band_of(points) not in UNHAPPY


def due_at(
    *, first_word_due: datetime, first_word_at: datetime | None, solution_due: datetime,
    solved_at: datetime | None, terms: Terms,
) -> datetime:  # fmt: skip
    """Until when the next thing is to be done: the first word, then the solution, then the second score."""
    if solved_at is not None:
        return solved_at + timedelta(days=terms.follow_up_days)
    return solution_due if first_word_at is not None else min(first_word_due, solution_due)


def climbs(due: datetime, climbed_at: datetime | None, now: datetime) -> bool:
    """Whether what is late goes up now: at once, then once a day."""
    if due > now:
        return False
    return climbed_at is None or climbed_at < due or climbed_at <= now - CLIMB_EVERY
