"""The stage of a branch by its share of loyal clients (LOY-3), now and month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from rapport.people.models import Standing
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import GradeCount

# the share of loyal clients, in per cent, from which on a branch is in the stage
STAGES = {1: 0, 2: 10, 3: 20}
# where the third stage ends in DOMAIN.md; a share above it is of that stage too
TOP = 40


@dataclass(frozen=True)
class LoyalShare:
    """How many of the active patients of a branch are loyal."""

    loyal: int
    active: int

    @property
    def share(self) -> float:
        """In per cent."""
        return 100 * self.loyal / self.active if self.active else 0.0

    @property
    def stage(self) -> int:
        """1, 2 or 3; the bounds belong to the higher stage."""
        return max(stage for stage, least in STAGES.items() if self.loyal * 100 >= least * self.active)

    @property
    def missing(self) -> int:
        """How many more loyal clients make the next stage; 0 in the last one."""
        if self.stage == max(STAGES):
            return 0
        return -(-STAGES[self.stage + 1] * self.active // 100) - self.loyal


def loyal_now(branch_ids: Iterable[int]) -> dict[int, LoyalShare]:
    """Each branch as its patients stand now. One query."""
    active = Standing.objects.filter(lifecycle="active", patient__branch__in=branch_ids).order_by()
    counted = active.values_list("patient__branch").annotate(
        loyal=Count("pk", filter=Q(loyalty="loyal")), people=Count("pk")
    )
    found = {branch: LoyalShare(loyal, people) for branch, loyal, people in counted}
    return {branch: found.get(branch, LoyalShare(0, 0)) for branch in branch_ids}


def loyal_by_month(branch_ids: Iterable[int], today: date, months: int = 12) -> dict[int, dict[date, LoyalShare]]:
    """branch → the day of each month's last count → share, oldest first; months without a count are left out.

    Two queries.
    """
    counts = GradeCount.objects.filter(branch__in=branch_ids, day__lte=today)
    counts = counts.filter(day__gt=(today - relativedelta(months=months)).replace(day=1)).order_by()
    months_of = counts.annotate(year=ExtractYear("day"), month=ExtractMonth("day"))
    lasts = months_of.values("branch", "year", "month").annotate(last=Max("day"))
    last_days = {one["last"] for one in lasts}
    asked = Q(scheme=Scheme.LOYALTY, grade="loyal") | Q(scheme=Scheme.LIFECYCLE, grade="active")
    found: dict[tuple[int, date], dict[str, int]] = {}
    told = counts.filter(asked, day__in=last_days).values_list("branch_id", "day", "scheme", "active")
    for branch, day, scheme, active in told.order_by("day"):
        found.setdefault((branch, day), {})[scheme] = active
    return _last_of_months(found)


def counted_since(branch_ids: Iterable[int]) -> date | None:
    """The day of the first count; None before the first night."""
    first: date | None = GradeCount.objects.filter(branch__in=branch_ids).aggregate(day=Min("day"))["day"]
    return first


def _last_of_months(found: dict[tuple[int, date], dict[str, int]]) -> dict[int, dict[date, LoyalShare]]:
    """Branches may have their last count of a month on different days: each keeps its own."""
    months: dict[int, dict[tuple[int, int], tuple[date, LoyalShare]]] = {}
    for (branch, day), of in found.items():
        share = LoyalShare(of.get(Scheme.LOYALTY, 0), of.get(Scheme.LIFECYCLE, 0))
        months.setdefault(branch, {})[day.year, day.month] = (day, share)
    return {branch: dict(shares.values()) for branch, shares in months.items()}
