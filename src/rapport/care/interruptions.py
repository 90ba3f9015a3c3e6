"""Why people break off, counted for the owner (PRO-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from rapport.care.models import Interruption, InterruptionReason
from rapport.staff.models import User


@dataclass(frozen=True)
class ReasonCount:
    """How many broke off for one reason, and how many of them have come again since."""

    reason: InterruptionReason
    people: int
    came_again: int


def count_reasons(user: User, start: date, end: date) -> list[ReasonCount]:
    """The reasons of the interruptions noticed from `start` to `end` (both count) that `user` may see, most
    frequent first; a reason nobody gave is not listed."""
    rows = (
        Interruption.objects.visible_to(user)
        .noticed_between(start, end)
        .with_return()
        .order_by()
        .values("reason")
        .annotate(people=Count("pk"), again=Count("came_again"))
        .order_by("-people", "reason")
    )
    return [ReasonCount(InterruptionReason(row["reason"]), row["people"], row["again"]) for row in rows]
