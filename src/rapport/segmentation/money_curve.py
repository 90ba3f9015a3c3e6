"""Where the money comes from: which share of the payers brings which share of it (VAL-5, VAL-6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from rapport.segmentation.models import PatientFacts

# the part of the payers that the rule of 80 to 20 speaks of
FIFTH = 20


@dataclass(frozen=True)
class Step:
    """The first `place` per cent of the payers: how many they are, and what they brought, in minor units."""

    place: int
    people: int
    money: int


@dataclass(frozen=True)
class Curve:
    """What the payers of one branch brought, from those who paid most on; `steps` add up and end with everyone."""

    steps: Sequence[Step]

    @property
    def payers(self) -> int:
        return self.steps[-1].people

    @property
    def money(self) -> int:
        return self.steps[-1].money

    def upto(self, place: int) -> Step:
        """The first `place` per cent; where there are fewer than a hundred payers, the next step that there is."""
        return next(step for step in self.steps if step.place >= place)

    def share(self, step: Step) -> float:
        """The per cent of the money that those of `step` brought."""
        return 100 * step.money / self.money


def money_curves(branch_ids: Iterable[int]) -> dict[int, Curve]:
    """Branch → curve, by the places of the last sweep; a branch where nobody has paid has none. One query."""
    facts = PatientFacts.objects.filter(spend__gt=0, spend_place__isnull=False, patient__branch__in=branch_ids)
    by_place = facts.order_by().values_list("patient__branch", "spend_place")
    rows = by_place.annotate(people=Count("pk"), money=Sum("spend")).order_by("patient__branch", "spend_place")
    steps: dict[int, list[Step]] = {}
    for branch, place, people, money in rows:
        before = steps.setdefault(branch, [])
        last = before[-1] if before else Step(0, 0, 0)
        before.append(Step(place, last.people + people, last.money + money))
    return {branch: Curve(of) for branch, of in steps.items()}
