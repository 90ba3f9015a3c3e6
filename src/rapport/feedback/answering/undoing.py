"""An answer that somebody took down is taken back: with the outcome of its call, or at the desk (AFT-5, AFT-6)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback import slips
from rapport.feedback.answering.ending import take
from rapport.feedback.errands import resume_errand
from rapport.feedback.models import Ending, Occasion, Slip, Survey
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls.ending import UNDO_WITHIN
from rapport.outreach.models import Task
from rapport.people.actions import touch
from rapport.staff.models import User


@transaction.atomic
def take_back_answer(survey: Survey) -> None:
    """`survey` is open again, and what its answer did is as it was: a slip that it opened or moved, a wish to be
    called. What was taken down outside a call is to be asked by its task again.

    Raises Refused: moved_on (somebody has gone on from what was answered).
    """
    held = take(survey)
    if held.ended_how != Ending.ANSWERED:
        return
    if held.call_id is None:  # a call takes its own task up again
        resume_errand(held.task_id)
    if held.occasion == Occasion.AGAIN:
        slips.unhear(held)
    else:
        _take_back_slip(held)
    _take_back_wish(held)
    held.answers.all().delete()
    held.ended_at = held.answered_on = held.overall = held.lowest = held.by = held.call = held.wish = None
    held.ended_how = held.through = held.words = held.language = ""
    held.wants_call = False
    held.save()
    touch([held.patient_id])


@transaction.atomic
def take_back_own_answer(survey: Survey, *, by: User) -> None:
    """The same of what `by` took down at the desk within the last minutes. Raises Refused: not_yours, moved_on."""
    held = take(survey)
    late = held.ended_at is None or clock.now() - held.ended_at > UNDO_WITHIN
    if late or held.by_id != by.pk or held.call_id is not None:
        raise Refused("not_yours", _("This was a while ago, or somebody else took it down. Write what is so now."))
    take_back_answer(held)


def _take_back_slip(survey: Survey) -> None:
    slip = Slip.objects.select_for_update(of=("self",)).select_related("task").filter(survey=survey).first()
    if slip is None:
        return
    if _touched(slip):
        raise slips.moved_on()
    slip.delete()
    Task.objects.filter(pk=slip.task_id or 0).delete()


def _touched(slip: Slip) -> bool:
    closed = slip.task is None or slip.task.closed_at is not None
    return closed or slip.steps.count() > 1 or slip.complaints.exists() or slip.promises.exists()


def _take_back_wish(survey: Survey) -> None:
    wish = survey.wish
    if wish is None:
        return
    if wish.closed_by_id is not None or wish.attempts:
        raise slips.moved_on()
    wish.delete()
