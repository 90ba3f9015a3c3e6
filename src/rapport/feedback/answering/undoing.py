"""An answer that was taken down in a call is taken back with the outcome of that call (AFT-6)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.answering.ending import take
from rapport.feedback.models import Occasion, Slip, Survey
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task, WorkList
from rapport.people.actions import touch


@transaction.atomic
def take_back_answer(survey: Survey) -> None:
    """`survey` is open again, and what its answer opened is gone: a slip nobody has touched, a wish to be called.

    Raises Refused: moved_on (the answer closed a slip or sent it back, or somebody sees to the one it opened).
    """
    held = take(survey)
    slip = Slip.objects.select_for_update(of=("self",)).select_related("task").filter(survey=held).first()
    if held.occasion == Occasion.AGAIN or (slip is not None and _touched(slip)):
        raise Refused("moved_on", _("What they answered has moved their slip already: go on from there."))
    if slip is not None:
        slip.delete()
        Task.objects.filter(pk=slip.task_id or 0).delete()
    elif held.wants_call:
        wishes = Task.objects.open().filter(patient=held.patient_id, work_list=WorkList.CALL_BACK, made_by=None)
        Task.objects.filter(pk__in=wishes.order_by("-pk").values("pk")[:1]).delete()
    held.answers.all().delete()
    held.ended_at = held.answered_on = held.overall = held.lowest = held.by = held.call = None
    held.ended_how = held.through = held.words = held.language = ""
    held.wants_call = False
    held.save()
    touch([held.patient_id])


def _touched(slip: Slip) -> bool:
    closed = slip.task is None or slip.task.closed_at is not None
    return closed or slip.steps.count() > 1 or slip.complaints.exists() or slip.promises.exists()
