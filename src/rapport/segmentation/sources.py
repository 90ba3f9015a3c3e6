"""Where people come from, followed to the first visit and the first payment (PRO-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from rapport.people.models import Patient


@dataclass(frozen=True)
class SourceYield:
    """The people of one source: how many were written down, came, and paid. `name` and `kind` are "" where it is
    not known how they came."""

    name: str
    kind: str
    registered: int
    came: int
    paid: int


def yields_of_sources(people: QuerySet[Patient], since: date) -> list[SourceYield]:
    """The sources of those of `people` who were written down since `since`, the most frequent first. One query."""
    new = people.filter(registered_on__gte=since).order_by()
    rows = new.values_list("source__name", "source__kind").annotate(
        registered=Count("pk"),
        came=Count("pk", filter=Q(facts__visits__gt=0)),
        paid=Count("pk", filter=Q(facts__payments__gt=0)),
    )
    found = [SourceYield(name or "", kind or "", *counts) for name, kind, *counts in rows]
    return sorted(found, key=lambda one: (-one.registered, one.name))
