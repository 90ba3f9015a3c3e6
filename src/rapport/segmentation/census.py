"""How many people stand where."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from rapport.people.models import Standing
from rapport.people.models.standing import GRADES, Scheme


@dataclass(frozen=True)
class Census:
    """One scheme: grade → people, best first. `outside` are those whom the scheme is not about."""

    scheme: Scheme
    people: dict[str, int]
    outside: int

    @property
    def everyone(self) -> int:
        return sum(self.people.values())

    def share(self, grade: str) -> float:
        """The part of everyone in the scheme, 0 to 1."""
        return self.people[grade] / self.everyone if self.everyone else 0.0


def census(branch_ids: frozenset[int] | None = None) -> list[Census]:
    """Every scheme, as the standings are now; of some branches where `branch_ids` are given."""
    standings = Standing.objects.order_by()
    if branch_ids is not None:
        standings = standings.filter(patient__branch__in=branch_ids)
    found = []
    for scheme in Scheme:
        counted = dict(standings.values_list(scheme).annotate(number=Count("pk")))
        grades = {grade: counted.get(grade, 0) for grade in GRADES[scheme]}
        found.append(Census(scheme, grades, counted.get("", 0)))
    return found
