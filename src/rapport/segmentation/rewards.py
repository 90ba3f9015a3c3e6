"""What the clinic owes and gives to those who bring others (REF-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.db.models.functions import Greatest

from rapport.loyalty.models import LedgerLine, Reward, RewardKind, Why
from rapport.loyalty.terms import programmes
from rapport.staff.models import Branch


@dataclass(frozen=True)
class RewardCost:
    """Referrals of a branch that were rewarded, in minor units: `rebates` as they have grown by now, or what was
    given of them where that is more, `gifts` at their cost, and `points` of both sides at what a point is worth.
    Of `unpriced` gifts nobody has written down what they cost.
    """

    referrals: int
    unpriced: int
    gifts: int
    rebates: int
    points: int

    @property
    def each(self) -> float | None:
        """What a referral costs, gifts without a price left out; None where none was rewarded."""
        return (self.gifts + self.rebates + self.points) / self.referrals if self.referrals else None


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
            unpriced=Count("pk", filter=Q(kind=RewardKind.GIFT, cost=None)),
            gifts=Sum("cost", default=0),
            rebates=Sum(Greatest("earned", "settled"), default=0),
        )
    )
    rewards = {branch: rest for branch, *rest in counted}
    lines = LedgerLine.objects.filter(why=Why.REFERRAL, reward__in=rewarded).order_by()
    points = dict(lines.values_list("reward__patient__branch").annotate(points=Sum("amount")))
    found = {}
    for programme in programmes(branches):
        branch = programme.branch
        referrals, unpriced, gifts, rebates = rewards.get(branch.pk, (0, 0, 0, 0))
        found[branch] = RewardCost(
            referrals, unpriced, int(gifts), int(rebates), int(points.get(branch.pk, 0)) * programme.worth
        )
    return found
