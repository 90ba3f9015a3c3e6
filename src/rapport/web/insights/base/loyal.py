"""The stage of every branch by its share of loyal clients, and how it came there (LOY-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rapport.segmentation.loyal import STAGES, LoyalShare, counted_since, loyal_by_month, loyal_now
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look, People
from rapport.web.insights.charts import SCALE, Band, Months, months_chart, on_scale, stage_bands
from rapport.web.patients.addresses import list_where

_ACTIVE = "lifecycle = active"
_LOYAL = f"loyalty = loyal and {_ACTIVE}"
# who is nearest to being loyal
_NEAREST = "loyalty = returning and lifecycle = active"
# loyal, though they have not come for half a year: in the share they do not count
_NOT_ACTIVE = "loyalty = loyal and lifecycle not in (active)"


@dataclass(frozen=True)
class BranchLine:
    branch: Branch
    now: LoyalShare
    at: int
    bands: Sequence[Band]
    loyal_url: str
    active_url: str


@dataclass(frozen=True)
class LoyalPanel:
    """`months` is None until there are two of them; `history` is branch → (day of the count, share)."""

    title: str
    lines: Sequence[BranchLine]
    months: Months | None
    history: Mapping[Branch, Mapping[date, LoyalShare]]
    since: date | None
    nearest: People
    not_active: People
    scale: int = SCALE


def loyal_panel(look: Look) -> LoyalPanel | None:
    """None where the reader sees no classes or no patient is active. Five queries and the words."""
    branches = look.branches(Right.SEE_VALUE)
    ids = [branch.pk for branch in branches]
    now = loyal_now(ids)
    if not any(one.active for one in now.values()):
        return None
    lines = [
        BranchLine(
            branch,
            one,
            on_scale(one.share),
            stage_bands(one.stage),
            list_where(_LOYAL, branch),
            list_where(_ACTIVE, branch),
        )
        for branch in branches
        if (one := now[branch.pk]).active
    ]
    by_month = loyal_by_month(ids, look.scope.end)
    history = {branch: by_month[branch.pk] for branch in branches if branch.pk in by_month}
    days = [day for of in history.values() for day in of]
    several = len({(day.year, day.month) for day in days}) > 1
    chart = months_chart({str(branch): of for branch, of in history.items()}) if several else None
    nearest, not_active = look.people_of([_NEAREST, _NOT_ACTIVE])
    return LoyalPanel(_title(lines), lines, chart, history, counted_since(ids), nearest, not_active)


def _title(lines: Sequence[BranchLine]) -> str:
    best = max(lines, key=lambda line: line.now.share)
    said = {
        "branch": best.branch,
        "share": number_format(round(best.now.share, 1), 1),
        "stage": best.now.stage,
        "stages": max(STAGES),
    }
    if len(lines) == 1:
        return _("%(share)s%% of active patients are loyal: stage %(stage)s of %(stages)s") % said
    return _("%(branch)s has most loyal patients: %(share)s%% of the active ones, stage %(stage)s") % said
