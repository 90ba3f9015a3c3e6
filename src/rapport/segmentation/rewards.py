"""What the clinic owes and gives to those who bring others (REF-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from rapport.loyalty.models import LedgerLine, Reward, RewardKind, Why
from rapport.loyalty.terms import programmes
from rapport.staff.models import Branch


@dataclass(frozen=True)
class RewardCost:
    """Referrals of a branch that were rewarded: `rebates` as they have grown by now, and `points` of both sides
    at what a point is worth, in minor units. What the `gifts` cost nobody has written down.
    """

    referrals: int
    gifts: int
    rebates: int
    points: int

    @property
    def each(self) -> float | None:
        """What a referral costs, the gifts left out; None where none was rewarded."""
        return (self.rebates + self.points) / self.referrals if self.referrals else None


def not_thanked(branches: Sequence[Branch]) -> int:
    """How many people of these branches are owed something for whom they brought. One query."""
    owed = Reward.objects.of_referrals().owed().filter(patient__branch__in=branches)
    return owed.order_by().values("patient").distinct().count()


def reward_costs(branches: Sequence[Branch], since: date) -> dict[Branch, RewardCost]:
    """Of each branch with a programme, for the new clients who paid first since `since`: given or still owed, to
    people of the branch. Four queries.
    """
    rewarded = Reward.objects.of_referrals().standing().filter(day__gte=since, patient__branch__in=branches)
    counted = (
        rewarded.order_by()
        .values_list("patient__branch")
        .annotate(
            referrals=Count("pk"),
            gifts=Count("pk", filter=Q(kind=RewardKind.GIFT)),
            rebates=Sum("earned", default=0),
        )
    )
    rewards = {branch: rest for branch, *rest in counted}
    lines = LedgerLine.objects.filter(why=Why.REFERRAL, reward__in=rewarded).order_by()
    points = dict(lines.values_list("reward__patient__branch").annotate(points=Sum("amount")))
    found = {}
    for programme in programmes(branches):
        worth = programme.now.point_worth if programme.now else 0
        branch = programme.branch
        referrals, gifts, rebates = rewards.get(branch.pk, (0, 0, 0))
        found[branch] = RewardCost(referrals, gifts, int(rebates), int(points.get(branch.pk, 0)) * worth)
    return found
