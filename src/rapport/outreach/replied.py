"""Who wrote is answered by speaking with them or by a letter (REC-7, REC-9): what waited for that is done, with a
line that says by what, and waits again where the letter did not go after all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.outreach.models import Answer, Call, Closing, Message, StepKind, Task, TaskStep
from rapport.outreach.models.message import NOT_GONE, MessageQuerySet
from rapport.outreach.models.task import REPLIES
from rapport.outreach.replying import one_at_a_time
from rapport.outreach.task_actions import close_tasks, undo_tasks
from rapport.people.models import Patient
from rapport.staff.models import User

# how far back `put_back_unsent` looks: a provider may report for days that nothing arrived
_LOOKS_BACK = timedelta(days=7)


def waits_for_reply(*people: Patient) -> bool:
    """Whether one of `people` wrote and nobody has answered yet."""
    return Task.objects.open().filter(REPLIES, patient__in=people).exists()


def answered_in(call: Call) -> Iterable[Task]:
    """The tasks, held, of what had been written when `call` began by whom it is about and whom it is with."""
    whose = {call.patient_id, call.contact.addressed_id}
    tasks = Task.objects.open().filter(REPLIES, patient__in=whose).select_for_update(of=("self",)).order_by("pk")
    for task in tasks:
        if not Answer.objects.filter(patient=task.patient_id, received_at__gt=call.begun_at).exists():
            yield task


@transaction.atomic
def answer_by_letter(message: Message, *, by: User) -> None:
    """`message` answers what its person wrote. Told twice of the same letter, it closes nothing more."""
    if message.batch is not None:
        return
    words = _("answered by letter: %(channel)s") % {"channel": message.get_channel_display()}
    waiting = Task.objects.filter(REPLIES, patient=message.patient_id)
    message.batch, closed = close_tasks(waiting, Closing.DONE, by=by, words=words)
    if closed:
        message.save(update_fields=["batch"])


@transaction.atomic
def answer_anew(message: Message, anew: Message, *, by: User) -> None:
    """`anew` says once more what `message`, which reached nobody, had answered with: it answers what still waits
    for that. What they wrote since the words were written is not answered by them."""
    wait_again(Message.objects.filter(pk=message.pk))
    if message.batch is None:
        return
    answered = TaskStep.objects.filter(batch=message.batch, task__in=Task.objects.filter(REPLIES))
    since = Answer.objects.filter(patient=message.patient_id, received_at__gt=message.written_at)
    if answered.exists() and not since.exists():
        answer_by_letter(anew, by=by)


def put_back_unsent() -> int:
    """What was answered by letters that went nowhere in these days waits again; how many."""
    return wait_again(Message.objects.filter(settled_at__gt=clock.now() - _LOOKS_BACK))


@transaction.atomic
def wait_again(letters: MessageQuerySet) -> int:
    """What was answered by those of `letters` that did not go out waits for an answer again; how many."""
    unsent = letters.filter(state__in=NOT_GONE).exclude(batch=None).values("batch")
    steps = TaskStep.objects.filter(kind=StepKind.CLOSED, undone_at=None, batch__in=unsent)
    of_replies = steps.filter(task__in=Task.objects.filter(REPLIES)).select_related("task__patient", "by")
    return sum(_waits_again(step) for step in of_replies)


def _waits_again(step: TaskStep) -> int:
    """Where they have written anew, that task stands for both."""
    one_at_a_time(step.task.patient)
    back = 0 if waits_for_reply(step.task.patient) or step.by is None else undo_tasks(step.batch, by=step.by)
    TaskStep.objects.filter(pk=step.pk, undone_at=None).update(undone_at=clock.now())
    return back
