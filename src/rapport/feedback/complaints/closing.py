"""How a complaint ends: with the client's second word, or counted apart; and when it comes back (CMP-2)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.complaints import rules
from rapport.feedback.complaints.held import Held, demand_words
from rapport.feedback.models import Complaint, ComplaintEnd, ComplaintMove, ComplaintStep
from rapport.feedback.scores import HIGHEST, LOWEST
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, PauseGround
from rapport.outreach.pausing import end_pause, pause_contact
from rapport.staff.models import User


@transaction.atomic
def close_complaint(
    complaint: Complaint, points: int, words: str = "", *, by: User | None = None
) -> ComplaintStep:
    """The client was asked again and gave `points` out of ten: 8 and more close it, with fewer another solution is
    sought. `by` None: they said so themselves, through their link.

    Refused: closed, points, no_solution (nobody can ask again who has agreed on nothing yet).
    """
    held = Held(complaint, by=by)
    held.demand_open()
    if not LOWEST <= points <= HIGHEST:
        raise Refused("points", _("Points are whole numbers from 1 to 10."))
    if by is not None and not rules.may_be_asked_again(held.moves()):
        words_first = _("First agree on a solution with the client, or leave that out and say why.")
        raise Refused("no_solution", words_first)
    if not rules.is_content(points):
        due = held.now + (held.complaint.solution_due - held.complaint.raised_at)
        held.change(solved_at=None, solution_due=due, attempts=0)
        return held.write(ComplaintMove.AGAIN, words, points=points)
    return _close(held, ComplaintEnd.CLIENT, words, points=points)


@transaction.atomic
def close_unreached(complaint: Complaint, words: str, *, by: User) -> ComplaintStep:
    """Nobody could be reached, after as many tries as the terms ask for: closed, and counted apart.

    Refused: closed, no_words, too_few_tries.
    """
    held = Held(complaint, by=by)
    held.demand_open()
    if held.complaint.attempts < held.terms.attempts:
        words_left = _(
            "Tried %(tries)s times of %(asked)s: try again before closing it without the client's word."
        )
        tries = {"tries": held.complaint.attempts, "asked": held.terms.attempts}
        raise Refused("too_few_tries", words_left, tries)
    return _close(held, ComplaintEnd.NOT_REACHED, demand_words(words))


@transaction.atomic
def settle_inside(complaint: Complaint, words: str, *, by: User) -> ComplaintStep:
    """There is nobody on file to ask: settled inside the clinic. Refused: closed, no_words, ask_them."""
    held = Held(complaint, by=by)
    held.demand_open()
    if held.complaint.patient_id is not None:
        raise Refused("ask_them", _("Only the client's own word closes this: ask them, and write their points."))
    return _close(held, ComplaintEnd.DONE, demand_words(words))


def _close(held: Held, how: ComplaintEnd, words: str, *, points: int | None = None) -> ComplaintStep:
    one = held.complaint
    values: dict[str, Any] = {"closed_at": held.now, "closed_how": how.value, "second_points": points}
    if how != ComplaintEnd.NOT_REACHED:
        values |= {"solved_at": one.solved_at or held.now, "first_word_at": one.first_word_at or held.now}
    held.change(**values)
    held.change_task(closed_at=held.now, closed_by=held.by, closed_how=Closing.DONE.value, closed_words="")
    if one.pause is not None and one.pause.ended_at is None:
        held.journal.changed(end_pause(one.pause, by=held.by), ended_at=None, ended_by=None)
    return held.write(ComplaintMove.CLOSED, words, points=points)


@transaction.atomic
def reopen_complaint(complaint: Complaint, words: str, *, by: User) -> ComplaintStep:
    """It has come back: offers rest again, and another solution is sought. Refused: not_closed, no_words."""
    held = Held(complaint, by=by)
    one = held.complaint
    if one.closed_at is None:
        raise Refused("not_closed", _("This complaint is open."))
    words = demand_words(words)
    values: dict[str, Any] = {
        "closed_at": None, "closed_how": "", "second_points": None, "solved_at": None, "attempts": 0,
        "solution_due": held.now + (one.solution_due - one.raised_at),
    }  # fmt: skip
    if one.patient is not None:
        values["pause"] = pause_contact(one.patient, PauseGround.COMPLAINT, by=by)
    if "pause" in values:
        held.made(values["pause"])
    held.change(**values)
    held.change_task(
        closed_at=None, closed_by=None, closed_how="", closed_words="",
        due_on=one.branch.day_of(one.due_at),
    )  # fmt: skip
    return held.write(ComplaintMove.REOPENED, words)
