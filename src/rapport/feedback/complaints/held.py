"""A complaint in somebody's hands: locked, changed, and each change written down so that it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.complaints import rules
from rapport.feedback.models import Complaint, ComplaintMove, ComplaintStep, Terms
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls.journal import CHANGED, Journal, take_back
from rapport.outreach.models import Task
from rapport.people.actions import touch
from rapport.staff.models import User

# a slip of the finger is noticed at once; later another step puts it right
UNDO_WITHIN = timedelta(minutes=5)
_BESIDE = ("branch", "patient__branch", "owner", "pause", "task")


class Held:
    """One complaint, locked until the transaction ends. What is changed through it can be taken back whole."""

    def __init__(self, complaint: Complaint, *, by: User | None) -> None:
        held = Complaint.objects.select_for_update().get(pk=complaint.pk)
        # in a statement of its own: rows joined to the one that was waited for would be as they were before
        self.complaint = Complaint.objects.select_related(*_BESIDE).get(pk=held.pk)
        self.by = by
        self.now: datetime = clock.now()
        self.terms = Terms.of(self.complaint.branch)
        self.journal = Journal()

    def demand_open(self) -> None:
        if self.complaint.closed_at is not None:
            raise Refused("closed", _("This complaint is closed already. Open it again if it comes back."))

    def moves(self) -> list[str]:
        return list(self.complaint.steps.values_list("move", flat=True))

    def change(self, **values: Any) -> None:
        """Set `values`, and until when the next thing is to be done; the owner's task goes with it."""
        one = self.complaint
        names = ("first_word_due", "first_word_at", "solution_due", "solved_at")
        told = {name: values.get(name, getattr(one, name)) for name in names}
        due = rules.due_at(**told, terms=self.terms)
        self.journal.change(one, **values, due_at=due)
        day = one.branch.day_of(due)
        if one.task is not None and one.task.closed_at is None and one.task.due_on != day:
            self.change_task(due_on=day)

    def change_task(self, **values: Any) -> None:
        """Of the task as it stands now: its owner may have done something with it."""
        task = Task.objects.select_for_update(of=("self",)).filter(pk=self.complaint.task_id or 0).first()
        if task is not None and (task.closed_at is None or "closed_at" in values):
            self.journal.change(task, **values)

    def made(self, *rows: models.Model) -> None:
        self.journal.made(*rows)

    def write(
        self, move: ComplaintMove, words: str = "", *, skipped: bool = False, points: int | None = None
    ) -> ComplaintStep:
        """Write the step down; the person is looked at anew."""
        if self.complaint.patient_id is not None:
            touch([self.complaint.patient_id])
        return ComplaintStep.objects.create(
            complaint=self.complaint,
            move=move,
            words=words.strip(),
            skipped=skipped,
            points=points,
            by=self.by,
            at=self.now,
            journal=self.journal.lines,
        )


def demand_words(words: str) -> str:
    if not words.strip():
        raise Refused("no_words", _("Write what was said, or done."))
    return words.strip()


@transaction.atomic
def take_back_step(step: ComplaintStep, *, by: User) -> Complaint | None:
    """Take back what one has just done oneself, with everything that came of it. None where it was the raising:
    there is no complaint then.

    Refused: not_yours, too_late, changed_since.
    """
    held = Held(step.complaint, by=by)
    step = held.complaint.steps.get(pk=step.pk)
    if step.by_id != by.pk:
        raise Refused("not_yours", _("A colleague did this: only they can take it back."))
    if clock.now() - step.at > UNDO_WITHIN:
        raise Refused("too_late", _("It stays: this was a while ago. Write what is so now as another step."))
    if held.complaint.steps.filter(pk__gt=step.pk).exists():
        raise Refused("changed_since", CHANGED)
    lines = step.journal
    step.delete()
    return _as_before(held, lines)


def _as_before(held: Held, lines: Sequence[Any]) -> Complaint | None:
    take_back(lines)
    if held.complaint.patient_id is not None:
        touch([held.complaint.patient_id])
    return Complaint.objects.filter(pk=held.complaint.pk).first()
