"""The eight steps of a complaint, in their order (CMP-2), and what else is done with one while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.complaints import rules
from rapport.feedback.complaints.held import Held, demand_words
from rapport.feedback.complaints.owning import owner_of
from rapport.feedback.models import (
    Complaint,
    ComplaintKind,
    ComplaintMove,
    ComplaintStep,
    KindOfComplaint,
    Redress,
    Severity,
)
from rapport.feedback.promises import NewPromise, promise
from rapport.lib.refusal import Refused
from rapport.staff.models import User
from rapport.staff.roles import Right


@dataclass(frozen=True)
class Compensation:
    """What somebody is given: `amount` in minor units of the branch's currency."""

    words: str
    amount: int = 0


@transaction.atomic
def take_step(
    complaint: Complaint, move: str, words: str, *, by: User, skipped: bool = False
) -> ComplaintStep:  # fmt: skip
    """Write down the next of the eight steps with what was said; `skipped` leaves it out, and `words` say why.

    Refused: closed, order, no_words, agree (a solution is agreed on by `agree_solution`).
    """
    if move == ComplaintMove.AGREED and not skipped:
        return agree_solution(complaint, words, by=by)
    held = Held(complaint, by=by)
    _demand_next(held, move)
    held.change(**_first_word(held, skipped))
    return held.write(ComplaintMove(move), demand_words(words), skipped=skipped)


@transaction.atomic
def agree_solution(
    complaint: Complaint,
    words: str,
    *,
    by: User,
    promises: Sequence[NewPromise] = (),
    compensations: Sequence[Compensation] = (),
) -> ComplaintStep:
    """The client and the clinic agree on a solution: what was promised goes on the ledger, with what was given.

    Refused: closed, order, no_words, nobody_promised, amount, and what `promise` says.
    """
    held = Held(complaint, by=by)
    _demand_next(held, ComplaintMove.AGREED)
    words = demand_words(words)
    patient = held.complaint.patient
    if promises and patient is None:
        raise Refused("nobody_promised", _("Promises are kept for people on file: choose who it is first."))
    for one in promises:
        assert patient is not None
        made = promise(patient, one, by=by, complaint=held.complaint)
        held.made(*filter(None, (made.task,)), made)
    for given in compensations:
        held.made(_redress(held.complaint, given, by))
    held.change(**_first_word(held, False), solved_at=held.now)
    return held.write(ComplaintMove.AGREED, words)


def _redress(complaint: Complaint, given: Compensation, by: User) -> Redress:
    if given.amount < 0 or not given.words.strip():
        raise Refused("amount", _("Write what is given, and an amount that is not negative."))
    return Redress.objects.create(complaint=complaint, words=given.words.strip()[:300], amount=given.amount, by=by)


def _demand_next(held: Held, move: str) -> None:
    held.demand_open()
    expected = rules.next_step(held.moves())
    if expected is None:
        raise Refused("order", _("All eight steps are done: ask the client whether they are content now."))
    if move != expected:
        words = _("The next step is “%(step)s”. Write down what was said, or skip it with a reason.")
        raise Refused("order", words, {"step": expected.label})


def _first_word(held: Held, skipped: bool) -> dict[str, Any]:
    answered = held.complaint.first_word_at is not None or skipped
    return {} if answered else {"first_word_at": held.now}


@transaction.atomic
def hand_over(complaint: Complaint, owner: User, *, by: User, words: str = "") -> ComplaintStep:
    """Somebody else sees to it from now on. Refused: closed, not_there."""
    held = Held(complaint, by=by)
    held.demand_open()
    if not owner.is_active or not owner.may_at(Right.HANDLE_FEEDBACK, held.complaint.branch_id):
        raise Refused("not_there", _("%(name)s does not handle complaints at this branch."), {"name": owner})
    held.change(owner=owner)
    held.change_task(owner=owner)
    return held.write(ComplaintMove.HANDED, " · ".join(filter(None, (str(owner), words.strip()))))


@transaction.atomic
def sort_complaint(
    complaint: Complaint, *, kinds: Sequence[str], severity: int, by: User, about: Sequence[User] | None = None
) -> ComplaintStep:
    """Say of what kinds it is and how grave, whom it is about; what became graver goes to whom that belongs.

    Refused: closed, kinds, severity.
    """
    held = Held(complaint, by=by)
    held.demand_open()
    if not kinds or not set(kinds) <= set(ComplaintKind.values):
        raise Refused("kinds", _("Choose at least one of the kinds a to k."))
    if severity not in Severity.values:
        raise Refused("severity", _("Choose how grave it is."))
    one = held.complaint
    one.kind_rows.exclude(kind__in=kinds).delete()
    known = set(one.kind_rows.values_list("kind", flat=True))
    KindOfComplaint.objects.bulk_create(KindOfComplaint(complaint=one, kind=kind) for kind in set(kinds) - known)
    if about is not None:
        one.about.set(about)
    values: dict[str, Any] = {"severity": severity}
    if severity > one.severity:
        values["owner"] = owner_of(
            one.branch_id, severity=severity, heard=one.heard, patient=one.patient, about=list(one.about.all())
        )
        held.change_task(owner=values["owner"])
    held.change(**values)
    labels = [str(ComplaintKind(kind).label) for kind in ComplaintKind if kind in kinds]
    return held.write(ComplaintMove.SORTED, " · ".join([str(Severity(severity).label), *labels]))


@transaction.atomic
def note_try(complaint: Complaint, *, by: User) -> ComplaintStep:
    """Somebody tried to reach the client and could not; tries are counted apart. Refused: closed."""
    held = Held(complaint, by=by)
    held.demand_open()
    held.change(attempts=held.complaint.attempts + 1)
    return held.write(ComplaintMove.TRIED)


@transaction.atomic
def add_words(complaint: Complaint, words: str) -> ComplaintStep:
    """What whoever raised it adds through their link; sent twice, it stands once. Refused: no_words."""
    held = Held(complaint, by=None)
    words = demand_words(words)
    last = held.complaint.steps.last()
    if last and (last.move, last.words) == (ComplaintMove.ADDED, words):
        return last
    if held.complaint.anonymous:
        held.now = held.now.replace(minute=0, second=0, microsecond=0)
    return held.write(ComplaintMove.ADDED, words)
