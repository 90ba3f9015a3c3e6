"""Where the money comes from: the curve of 80 to 20, and three big groups of payers (VAL-5, VAL-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rapport.segmentation.money_curve import FIFTH, Curve, money_curves
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look, People
from rapport.web.insights.charts import CURVE_HEIGHT, CURVE_WIDTH, Line, curve_line
from rapport.web.patients.addresses import list_where

_TOP = f"spend_place <= {FIFTH} % and spend > 0 and not deceased"


@dataclass(frozen=True)
class MoneyLine:
    """What the payers of a branch brought; the shares of the best, the middle and the last group, in per cent."""

    branch: Branch
    payers: int
    money: str
    groups: Sequence[int]
    url: str


@dataclass(frozen=True)
class MoneyPanel:
    title: str
    lines: Sequence[MoneyLine]
    curves: Sequence[Line]
    # where the rule of thumb has its point
    rule_x: int = CURVE_WIDTH * FIFTH // 100
    rule_y: int = CURVE_HEIGHT * FIFTH // 100
    unbooked: People | None = None


def money_panel(look: Look) -> MoneyPanel | None:
    """None where the reader sees no amounts or nobody has paid. Two queries beyond the words of the language."""
    branches = look.branches(Right.SEE_MONEY)
    curves = money_curves([branch.pk for branch in branches])
    if not curves:
        return None
    told = {branch: curves[branch.pk] for branch in branches if branch.pk in curves}
    return MoneyPanel(
        title=_title([curve.share(curve.upto(FIFTH)) for curve in told.values()]),
        lines=[_line(look, branch, curve) for branch, curve in told.items()],
        curves=[curve_line(str(branch), curve, FIFTH) for branch, curve in told.items()],
        unbooked=look.people_where(f"{_TOP} and no next_visit"),
    )


def _title(shares: Sequence[float]) -> str:
    low, high = round(min(shares)), round(max(shares))
    said = {"fifth": FIFTH, "low": low, "high": high}
    if low == high:
        return _("The top %(fifth)s%% of those who pay bring %(low)s%% of the money") % said
    return _("The top %(fifth)s%% of those who pay bring %(low)s to %(high)s%% of the money") % said


def _line(look: Look, branch: Branch, curve: Curve) -> MoneyLine:
    """Best, middle and last: the first fifth, the next three, the last one (VAL-6: a few big groups)."""
    best, middle = (round(curve.share(step)) for step in (curve.upto(FIFTH), curve.upto(100 - FIFTH)))
    groups = (best, middle - best, 100 - middle)
    return MoneyLine(
        branch, curve.payers, look.amount(curve.money, branch), groups, list_where("spend > 0", branch)
    )
