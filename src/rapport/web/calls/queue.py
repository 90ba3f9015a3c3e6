"""Who waits on a list: who can be reached now by their own clock, who later today, who not and why (CAM-1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from rapport.lib import clock
from rapport.outreach.gate import Ask, Glance, look_many
from rapport.outreach.models import Hold, Task, WorkList
from rapport.outreach.models.task import TaskQuerySet
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.calls.lines import SHOWN, Part, Placed, Reader, Waiting, part_of

# who comes first among those who can be called as well: by their value
_VALUES = ("at_risk", "key", "potential", "standard", "", None)


@dataclass(frozen=True)
class Queue:
    work_list: str
    parts: Sequence[Part]
    # whose turn it is, one after the other: nobody else's, and to be called now
    order: Sequence[Waiting] = field(default=())

    @property
    def waiting(self) -> int:
        return sum(part.count for part in self.parts if part.key != "blocked")

    @property
    def blocked(self) -> int:
        return sum(part.count for part in self.parts if part.key == "blocked")

    def first(self, besides: Collection[int] = ()) -> int | None:
        """The task whose turn it is, besides those put aside."""
        return next((one.pk for one in self.order if one.pk not in besides), None)

    def after(self, task: int | None, besides: Collection[int] = ()) -> Waiting | None:
        """Whose turn it is after `task`; after the last comes the first."""
        place = next((n for n, one in enumerate(self.order) if one.pk == task), -1)
        following = [*self.order[place + 1 :], *self.order[: max(place, 0)]]
        return next((one for one in following if one.pk not in besides), None)


def tasks_of(user: User, *, everybody: bool = False) -> TaskQuerySet:
    """What `user` may call about: their own and nobody's; of `everybody` on wish."""
    tasks = Task.objects.open().visible_to(user, Right.MAKE_CALLS).exclude(purpose="")
    return tasks if everybody else tasks.filter(Q(owner=None) | Q(owner=user))


def lists_of(user: User) -> dict[str, int]:
    """How many tasks wait on each list."""
    counted = tasks_of(user).waiting(clock.now()).values("work_list")
    found = dict(counted.annotate(number=Count("pk")).values_list("work_list", "number"))
    return {key: found[key] for key in WorkList.values if key in found}


def read_queue(user: User, work_list: str) -> Queue:
    """The queue of one list: so many statements at ten who wait and at a thousand."""
    now = clock.now()
    tasks = tasks_of(user).filter(work_list=work_list)
    rows = [Waiting(*row) for row in tasks.values_list(*_COLUMNS)]
    glances = _glances(tasks, rows, work_list, now)
    rows = [row for row in rows if row.patient_id in glances]
    parts: dict[str, list[Placed]] = {key: [] for key in SHOWN}
    for row, others in _by_household(rows, glances, now):
        placed = _placed(row, others, glances[row.patient_id], now, _rank(row, user))
        if placed is not None:
            parts[placed.part].append(placed)
    for found in parts.values():
        found.sort(key=lambda one: one.order)
    reader = Reader(user, _held(user, now), now)
    free = [one.row for one in parts["now"] if not reader.whose(one.row)]
    return Queue(work_list, [part_of(key, found, reader) for key, found in parts.items()], free)


_COLUMNS = (
    "pk",
    "patient_id",
    "patient__household_id",
    "patient__branch_id",
    "patient__full_name",
    "patient__family_name",
    "patient__given_name",
    "purpose",
    "work_list",
    "words",
    "rule__key",
    "rule__name",
    "due_on",
    "snoozed_until",
    "attempts",
    "patient__facts__last_visit",
    "patient__standing__care",
    "patient__standing__prospect",
    "patient__standing__value",
)


def _glances(tasks: Any, rows: Sequence[Waiting], work_list: str, now: datetime) -> dict[int, Glance]:
    """What the gate says of each, one statement for a purpose."""
    found: dict[int, Glance] = {}
    on_request = work_list == WorkList.CALL_BACK
    for purpose in sorted({row.purpose for row in rows}):
        people = Patient.objects.filter(pk__in=tasks.filter(purpose=purpose).order_by().values("patient"))
        found |= look_many(people, Ask(purpose, Channel.CALL.value, on_request=on_request), at=now)
    return found


def _held(user: User, now: datetime) -> dict[int, str]:
    """Who is with a colleague: by the id of the person, and by the id of the household below nought."""
    alive = Hold.objects.alive(now).exclude(caller=user)
    found: dict[int, str] = {}
    for patient, household, name in alive.values_list("patient_id", "household_id", "caller__name"):
        found[patient] = name
        if household:
            found[-household] = name
    return found


def _by_household(
    rows: Sequence[Waiting], glances: Mapping[int, Glance], now: datetime
) -> list[tuple[Waiting, int]]:
    """One row of each household, or of those for whom one person speaks: the first to be called, and how many
    matters of others wait with it. Who can be called now comes before who cannot."""

    def turn(row: Waiting) -> tuple[bool, bool, date, int]:
        glance = glances[row.patient_id]
        put_off = row.snoozed_until is not None and row.snoozed_until > now
        return not glance.allowed, put_off, row.due_on, row.pk

    found: dict[tuple[str, int], list[Waiting]] = {}
    for row in sorted(rows, key=turn):
        addressed = glances[row.patient_id].addressed_id or row.patient_id
        key = ("home", row.household_id) if row.household_id else ("person", addressed)
        found.setdefault(key, []).append(row)
    return [(same[0], len(same) - 1) for same in found.values()]


def _rank(row: Waiting, user: User) -> int:
    """By their value; whoever may not see that, as at the counter, could read it off the order."""
    return _VALUES.index(row.value) if user.may_at(Right.SEE_VALUE, row.branch_id) else 0


def _placed(row: Waiting, others: int, glance: Glance, now: datetime, rank: int) -> Placed | None:
    """The part of the queue and the place in it; None for who is put off to another day."""
    zone = ZoneInfo(glance.zone)
    today, put_off = now.astimezone(zone).date(), row.snoozed_until
    if put_off is not None and put_off > now:
        then = max(put_off, glance.next_moment or put_off).astimezone(zone)
        if glance.next_moment is None or then.date() != today:
            return None
        return Placed("later", (then, row.pk), row, others, glance, then)
    if glance.allowed:
        order = (not glance.good, rank, row.due_on, row.pk)
        return Placed("now", order, row, others, glance, None)
    opens = glance.next_moment.astimezone(zone) if glance.next_moment else None
    if opens is not None and opens.date() == today:
        return Placed("later", (opens, row.pk), row, others, glance, opens)
    return Placed("blocked", (opens is None, opens or now, row.pk), row, others, glance, opens)
