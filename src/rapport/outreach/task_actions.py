"""What is done with tasks: handed over, put off, tried, closed, taken back. Many at once are one batch."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.care.actions import record_follow_up, take_back_follow_ups
from rapport.care.models import ThinkingTime
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, StepKind, Task, TaskStep, WorkList
from rapport.outreach.models.task import BY_ITSELF
from rapport.people.actions import hold_all
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right

# what a step may change, and taking it back restores
_CHANGED = (
    "owner_id",
    "due_on",
    "snoozed_until",
    "attempts",
    "closed_at",
    "closed_by_id",
    "closed_how",
    "closed_words",
)
# how a person closes a task; the other way is the sweep's
BY_HAND = (Closing.DONE, Closing.REFUSED, Closing.NOT_REACHED, Closing.DROPPED)
# after these somebody has asked, so that the one follow-up after the time to think is made (LOY-4)
_ASKED = (Closing.DONE, Closing.REFUSED)
# in what a step remembers: the times to think after which it noted the follow-up
_ASKED_ABOUT = "asked_about"

# how what a step remembers is read again
_READ: dict[str, Callable[[str], Any]] = {
    "due_on": date.fromisoformat,
    "snoozed_until": datetime.fromisoformat,
    "closed_at": datetime.fromisoformat,
}

Tasks = QuerySet[Task] | Sequence[Task]


@transaction.atomic
def remind(
    patient: Patient, words: str, *, on: date, by: User, owner: User | None = None, stays: bool = False
) -> Task:
    """A task of one's own about a person, or for a colleague. It closes itself when they book or come, unless it
    `stays`. Refused: no_words, past, not_there."""
    owner = owner or by
    if not words.strip():
        raise Refused("no_words", _("Write what is to be done."))
    if on < patient.branch.today():
        raise Refused("past", _("This day is over. Choose today or a later day."))
    if not owner.may_at(Right.SEE_PATIENTS, patient.branch_id):
        raise Refused("not_there", _("%(name)s does not work at this branch."), {"name": owner})
    hold_all([patient.pk])
    return Task.objects.create(
        patient=patient,
        branch_id=patient.branch_id,
        work_list=WorkList.OWN,
        words=words.strip()[:300],
        stays=stays,
        due_on=on,
        owner=owner,
        made_by=by,
    )


@transaction.atomic
def assign_tasks(tasks: Tasks, owner: User | None, *, by: User) -> tuple[uuid.UUID, int]:
    """Hand open tasks to `owner` (None: to whoever comes first). Tasks of branches where they may not call or see
    people stay where they are. Gives the batch to take it back by, and how many it were."""

    def change(task: Task) -> bool:
        if owner is not None and not owner.may_at(Right.SEE_PATIENTS, task.branch_id):
            return False
        if task.owner_id == (owner.pk if owner else None):
            return False
        task.owner_id = owner.pk if owner else None
        return True

    return _step(tasks, StepKind.ASSIGNED, change, by=by, words=str(owner or ""))


@transaction.atomic
def snooze_tasks(tasks: Tasks, until: datetime, *, by: User) -> tuple[uuid.UUID, int]:
    """Put open tasks off until a moment, and the day by which they are due to that day at least. Refused: past."""
    if until <= clock.now():
        raise Refused("past", _("Tasks can only be put off to a later time."))

    def change(task: Task) -> bool:
        task.snoozed_until = until
        task.due_on = max(task.due_on, task.branch.day_of(until))
        return True

    return _step(tasks, StepKind.SNOOZED, change, by=by)


@transaction.atomic
def note_attempt(task: Task, *, by: User) -> None:
    """Somebody tried and reached nobody; nothing is noted where it is closed already."""

    def change(one: Task) -> bool:
        one.attempts += 1
        return True

    _step([task], StepKind.TRIED, change, by=by)


@transaction.atomic
def close_tasks(tasks: Tasks, how: str, *, by: User, words: str = "") -> tuple[uuid.UUID, int]:
    """Close open tasks (`how` is one of BY_HAND). Those that are closed already stay as they are.

    Where a plan was asked about after the time to think, that is noted there: it is asked once. Refused: how.
    """
    if how not in BY_HAND:
        raise Refused("how", _("Say how the task came to its end."))
    now = clock.now()

    def change(task: Task) -> bool:
        task.closed_at, task.closed_by_id = now, by.pk
        task.closed_how, task.closed_words = how, words.strip()[:300]
        return True

    batch, number = _step(tasks, StepKind.CLOSED, change, by=by, words=words)
    if how in _ASKED:
        _note_follow_ups(batch, by)
    return batch, number


def _note_follow_ups(batch: uuid.UUID, by: User) -> None:
    about_plans = Task.objects.filter(steps__batch=batch, work_list=WorkList.PLAN).select_related("branch")
    for task in about_plans:
        today = task.branch.today()
        due = list(ThinkingTime.objects.due_for_follow_up(today).filter(patient=task.patient_id))
        for thinking in due:
            record_follow_up(thinking, by=by, on=today)
        step = task.steps.get(batch=batch)
        step.before = {**step.before, _ASKED_ABOUT: [thinking.pk for thinking in due]}
        step.save(update_fields=["before"])


@transaction.atomic
def undo_tasks(batch: uuid.UUID, *, by: User) -> int:
    """Take back what this user did in one go; how many tasks are as they were. A task that was changed since, or
    whose rule has made a new one, stays."""
    steps = list(TaskStep.objects.filter(batch=batch, by=by, undone_at=None).order_by("task_id"))
    tasks = {
        task.pk: task
        for task in Task.objects.select_for_update(of=("self",))
        .filter(pk__in=[step.task_id for step in steps])
        .order_by("pk")
    }
    later = set(
        TaskStep.objects.filter(task__in=tasks, undone_at=None, pk__gt=max((s.pk for s in steps), default=0))
        .exclude(batch=batch)
        .values_list("task_id", flat=True)
    )
    stay = later | _made_anew(tasks.values()) | {pk for pk, task in tasks.items() if _lost_its_reason(task)}
    back = [step for step in steps if step.task_id in tasks and step.task_id not in stay]
    for step in back:
        if asked := step.before.pop(_ASKED_ABOUT, ()):
            take_back_follow_ups(asked, by=by)
        _restore(tasks[step.task_id], step.before)
        step.undone_at = clock.now()
    Task.objects.bulk_update([tasks[step.task_id] for step in back], _CHANGED)
    TaskStep.objects.bulk_update(back, ["undone_at"])
    return len(back)


def _lost_its_reason(task: Task) -> bool:
    """The sweep has closed it, which is no step of anybody's."""
    return task.closed_how in BY_ITSELF


def _made_anew(tasks: Any) -> set[int]:
    """Of closed tasks, those beside which an open one of their rule stands by now."""
    closed = [task for task in tasks if task.closed_at and task.rule_id]
    open_now = set(
        Task.objects.open()
        .filter(patient__in=[task.patient_id for task in closed], rule__isnull=False)
        .values_list("rule_id", "patient_id")
    )
    return {task.pk for task in closed if (task.rule_id, task.patient_id) in open_now}


def _step(
    tasks: Tasks, kind: str, change: Callable[[Task], bool], *, by: User, words: str = ""
) -> tuple[uuid.UUID, int]:
    """Change open tasks, held meanwhile, and write down what stood there; four statements for however many."""
    ids = list(tasks.values_list("pk", flat=True)) if isinstance(tasks, QuerySet) else [task.pk for task in tasks]
    open_now = Task.objects.open().select_related("branch").filter(pk__in=ids).order_by("pk")
    held = open_now.select_for_update(of=("self",))
    batch, now = uuid.uuid4(), clock.now()
    changed, steps = [], []
    for task in held:
        before = state_of(task)
        if change(task):
            changed.append(task)
            steps.append(
                TaskStep(task=task, kind=kind, words=words[:300], before=before, by=by, at=now, batch=batch)
            )
    Task.objects.bulk_update(changed, _CHANGED, batch_size=500)
    TaskStep.objects.bulk_create(steps, batch_size=500)
    if not isinstance(tasks, QuerySet):  # whoever holds these sees what they are now
        now_are = {task.pk: task for task in changed}
        for task in tasks:
            if task.pk in now_are:
                _restore(task, state_of(now_are[task.pk]))
    return batch, len(changed)


def forget_made_tasks(patient_ids: Iterable[int]) -> None:
    """Take away the tasks that rules made of these people and nobody has touched, those too that lost their reason
    again: worked out, and made anew where they are still due."""
    made = Task.objects.filter(patient__in=list(patient_ids), rule__isnull=False, attempts=0)
    untouched = made.filter(Q(closed_at=None) | Q(closed_how__in=BY_ITSELF), steps=None, calls=None)
    untouched.delete()


def state_of(task: Task) -> dict[str, Any]:
    """What a step may change of `task`, as its step remembers it."""
    state = {name: getattr(task, name) for name in _CHANGED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in state.items()}


def write_step(task: Task, kind: str, before: dict[str, Any], *, by: User, words: str = "") -> TaskStep:
    """Write down that a call changed `task`, which was `before` (`state_of`)."""
    return TaskStep.objects.create(
        task=task, kind=kind, words=words[:300], before=before, by=by, at=clock.now(), batch=uuid.uuid4()
    )


def _restore(task: Task, state: dict[str, Any]) -> None:
    for name, value in state.items():
        read = _READ.get(name) if value else None
        setattr(task, name, read(value) if read else value)
