"""What the caller has before them: the lists, the queue, whose turn it is, how far the day has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count
from django.http import HttpRequest

from rapport.lib import clock
from rapport.outreach.models import LONGEST_CALL, Call, CallOutcome, Hold, Task, WorkList
from rapport.staff.models import User
from rapport.web.calls.lines import Waiting
from rapport.web.calls.queue import Queue, lists_of, read_queue, tasks_of


@dataclass(frozen=True)
class ListChoice:
    key: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Desk:
    """`done` are today's calls of this caller on the list, `by_outcome` in words with their numbers."""

    work_list: str
    label: str
    lists: Sequence[ListChoice]
    queue: Queue
    task: Task | None
    following: Waiting | None
    done: int
    booked: int
    by_outcome: Sequence[tuple[str, int]]
    paused: bool

    @property
    def all(self) -> int:
        return self.done + self.queue.waiting


def read_desk(
    user: User, work_list: str, chosen: int | None, *, aside: Collection[int], paused: bool = False
) -> Desk:
    """The desk of `user` with `chosen` on it, else who is held, else whose turn it is."""
    counts = lists_of(user)
    if work_list not in WorkList.values:
        work_list = next(iter(counts), WorkList.SLEEPING.value)
    queue = read_queue(user, work_list)
    task = None if paused else _at_hand(user, queue, chosen, aside)
    done = _done(user, work_list)
    lists = [ListChoice(key, str(WorkList(key).label), n, key == work_list) for key, n in counts.items()]
    return Desk(
        work_list=work_list,
        label=str(WorkList(work_list).label),
        lists=lists,
        queue=queue,
        task=task,
        following=queue.after(task.pk if task else None, aside),
        done=sum(done.values()),
        booked=done.get(CallOutcome.BOOKED, 0),
        by_outcome=[(str(CallOutcome(key).label).lower(), n) for key, n in done.items()],
        paused=paused,
    )


def _at_hand(user: User, queue: Queue, chosen: int | None, aside: Collection[int]) -> Task | None:
    """Who was clicked on, else who is on the line, else who is held, else whose turn it is."""
    tasks = tasks_of(user, everybody=True).select_related("branch", "rule")
    if chosen is not None and (found := tasks.filter(pk=chosen).first()):
        return found
    on_line = Call.objects.filter(caller=user, ended_at=None, begun_at__gt=clock.now() - LONGEST_CALL)
    if found := tasks.filter(calls__in=on_line).first():
        return found
    held = Hold.objects.alive(clock.now()).filter(caller=user)
    of_list = tasks.filter(work_list=queue.work_list, patient__in=held.values("patient"))
    turns = {one.pk for one in queue.order}
    mine = next((one for one in of_list if one.pk in turns), None)
    return mine or tasks.filter(pk=queue.first(aside) or 0).first()


def _done(user: User, work_list: str) -> dict[str, int]:
    """Calls of today by outcome, the most frequent first."""
    ended = Call.objects.filter(caller=user, ended_at__gte=_morning(user), task__work_list=work_list)
    counted = ended.exclude(outcome="").values("outcome").annotate(number=Count("pk"))
    return dict(counted.order_by("-number", "outcome").values_list("outcome", "number"))


def _morning(user: User) -> datetime:
    """Midnight at the branch where they work; of those who work everywhere by UTC."""
    held = user.roles.exclude(branch=None).select_related("branch").first()
    now = held.branch.local(clock.now()) if held and held.branch else clock.now()
    return datetime.combine(now.date(), time(), now.tzinfo)


def skipped(request: HttpRequest) -> list[int]:
    """The tasks that this caller has put aside today."""
    on = str(request.session.get("calls_aside_on", ""))
    fresh = on >= clock.now().date().isoformat()
    return list(request.session.get("calls_aside", ())) if fresh else []
