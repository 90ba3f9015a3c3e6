"""What the page says of who needs a second step."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from rapport.staff.models import RequiredSecondStep, RoleAssignment
from rapport.staff.roles import Role
from rapport.staff.second_step import RECOMMENDED
from rapport.web.second_step.gate import second_steps


@dataclass(frozen=True)
class RoleLine:
    """A role: whether a second step is asked of it, and how many of those who hold it have none yet."""

    role: Role
    asked: bool
    recommended: bool
    people: int
    without: int


def role_lines() -> list[RoleLine]:
    """Every role in its order; two queries."""
    asked = set(RequiredSecondStep.objects.values_list("role", flat=True))
    people = Count("user", distinct=True)
    ready = Count("user", distinct=True, filter=Q(user__in=second_steps().values("user")))
    held = RoleAssignment.objects.filter(user__is_active=True).values("role").annotate(people=people, ready=ready)
    counted = {row["role"]: (row["people"], row["people"] - row["ready"]) for row in held}
    return [RoleLine(role, role in asked, role in RECOMMENDED, *counted.get(role, (0, 0))) for role in Role]
