"""Why people break off, counted for the owner, and who has fallen silent (PRO-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef

from rapport.care.models import Course, Interruption, InterruptionReason
from rapport.care.models.course import CourseQuerySet
from rapport.care.models.interruption import InterruptionQuerySet
from rapport.care.rules import SILENT_DAYS


@dataclass(frozen=True)
class ReasonCount:
    """How many broke off for one reason, and how many of them have come again since."""

    reason: InterruptionReason
    people: int
    came_again: int


def count_reasons(interruptions: InterruptionQuerySet) -> list[ReasonCount]:
    """The reasons of `interruptions`, most frequent first; a reason nobody gave is not listed. One query."""
    rows = (
        interruptions.with_return()
        .order_by()
        .values("reason")
        .annotate(people=Count("pk"), again=Count("came_again"))
        .order_by("-people", "reason")
    )
    return [ReasonCount(InterruptionReason(row["reason"]), row["people"], row["again"]) for row in rows]


def silent_courses(on: date) -> CourseQuerySet:
    """Unfinished courses without a visit for SILENT_DAYS by the day `on`, of which nobody has written down why."""
    silent = Course.objects.silent(on, SILENT_DAYS)
    told = Interruption.objects.filter(patient=OuterRef("patient"), noticed_on__gte=OuterRef("last_day"))
    return silent.filter(~Exists(told))
