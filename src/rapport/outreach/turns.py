"""Who does it: the steward, or the staff of a role in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import Case, Count, IntegerField, Q, Value, When

from rapport.outreach.models import Task
from rapport.people.models import Steward
from rapport.staff.models import RoleAssignment, User
from rapport.staff.roles import RIGHTS, Right, Role

# parts in which somebody may look after a person and call them
_CALLING = frozenset(role for role, rights in RIGHTS.items() if Right.MAKE_CALLS in rights)


def in_turn(tasks: Sequence[Task]) -> None:
    """Give every task an owner: the person's steward in a part that calls, where its rule wants them, else the
    one of its role at the branch who has least to do. Nobody where nobody works there. A task without a rule is
    customer service's, first the steward's.

    Three queries, however many tasks there are; nothing is saved.
    """
    stewards = _stewards({task.patient_id for task in tasks})
    staff, load = _staff(), _load()
    for task in tasks:
        role = task.rule.role if task.rule else Role.CUSTOMER_SERVICE
        held = stewards.get(task.patient_id, {}) if task.rule is None or task.rule.to_steward else {}
        # one who works elsewhere by now would not see it
        held = {part: user for part, user in held.items() if user in _calling_at(task.branch_id, staff)}
        if steward := held.get(role) or next(iter(held.values()), None):
            task.owner_id = steward
        else:
            here = {*staff.get((role, task.branch_id), ()), *staff.get((role, None), ())}
            task.owner_id = min(here, key=lambda user: (load[user], user), default=None)
        if task.owner_id:
            load[task.owner_id] += 1


def callers_of(people: Sequence[tuple[int, int]]) -> list[int | None]:
    """Who of customer service turns to each of `people` (person, branch): the steward, else whose turn it is."""
    tasks = [Task(patient_id=patient, branch_id=branch) for patient, branch in people]
    in_turn(tasks)
    return [task.owner_id for task in tasks]


def _stewards(patient_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Person → part → who calls them in it."""
    current = Steward.objects.current().filter(
        patient__in=list(patient_ids), role__in=_CALLING, user__is_active=True
    )
    rows = current.order_by("patient_id", "since", "pk").values_list("patient_id", "role", "user_id")
    return {
        patient: {role: user for _patient, role, user in of}
        for patient, of in groupby(rows, key=lambda row: row[0])
    }


def _staff() -> dict[tuple[str, int | None], list[int]]:
    """(role, branch or None for all) → those who hold it."""
    found: dict[tuple[str, int | None], list[int]] = {}
    held = RoleAssignment.objects.filter(user__is_active=True)
    for role, branch, user in held.order_by("pk").values_list("role", "branch_id", "user_id"):
        found.setdefault((role, branch), []).append(user)
    return found


def _calling_at(branch_id: int, staff: dict[tuple[str, int | None], list[int]]) -> set[int]:
    return {user for role in _CALLING for where in (branch_id, None) for user in staff.get((role, where), ())}


def _load() -> Counter[int]:
    """How many open tasks everybody has."""
    held = Task.objects.open().filter(owner__isnull=False)
    return Counter(dict(held.values_list("owner_id").annotate(Count("pk"))))


def who_leads(branch_id: int) -> User | None:
    """Who runs the desk of a branch, else the owner."""
    here = RoleAssignment.objects.filter(Q(branch=branch_id) | Q(branch=None), user__is_active=True)
    first = Case(When(role=Role.ADMINISTRATOR, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = here.filter(role__in=[Role.ADMINISTRATOR, Role.OWNER]).order_by(first, "pk").select_related("user")
    leader = found.first()
    return leader.user if leader else None


def who_owns(branch_id: int) -> list[User]:
    """The owners of the clinic, of all its branches or of this one."""
    here = RoleAssignment.objects.filter(
        Q(branch=branch_id) | Q(branch=None), role=Role.OWNER, user__is_active=True
    )
    return [one.user for one in here.select_related("user").order_by("pk")]
