"""Where the effort went: calls, messages and minutes by value, beside the money (VAL-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from rapport.segmentation.effort import Effort, efforts, share
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look

# a bar of the chart in units of its drawing; each group is so high
BAR, ROW = 440, 50


@dataclass(frozen=True)
class EffortLine:
    """One group; shares in per cent, of the money None where it is in several currencies or not seen."""

    effort: Effort
    contacts_share: int
    money_share: int | None
    url: str
    y: int

    @property
    def contacts_bar(self) -> int:
        return BAR * self.contacts_share // 100

    @property
    def money_bar(self) -> int:
        return BAR * (self.money_share or 0) // 100


@dataclass(frozen=True)
class EffortPanel:
    title: str
    lines: Sequence[EffortLine]
    with_money: bool
    height: int


def effort_panel(look: Look) -> EffortPanel | None:
    """None where the reader sees no classes, or nobody was turned to in twelve months. Two queries."""
    branches = look.branches(Right.SEE_VALUE)
    if not branches:
        return None
    begin = branches[0].moment(look.scope.end - relativedelta(months=12))
    found = efforts([branch.pk for branch in branches], begin)
    if not any(one.contacts for one in found):
        return None
    one_currency = len({branch.currency for branch in branches}) == 1
    with_money = one_currency and len(look.branches(Right.SEE_MONEY)) == len(branches)
    lines = [_line(look, place, one, found, with_money) for place, one in enumerate(found)]
    return EffortPanel(_title(found, with_money), lines, with_money, ROW * len(lines))


def _line(look: Look, place: int, one: Effort, found: Sequence[Effort], with_money: bool) -> EffortLine:
    return EffortLine(
        one,
        share(found, "contacts", (one.grade,)) or 0,
        share(found, "money", (one.grade,)) if with_money else None,
        look.list_of_grade("value", one.grade),
        ROW * place,
    )


def _title(found: Sequence[Effort], with_money: bool) -> str:
    effort, money = share(found, "contacts"), share(found, "money") if with_money else None
    if money is None:
        return _("%(effort)s%% of calls and messages went to the key and the potential clients") % {
            "effort": effort
        }
    said = {"effort": effort, "money": money}
    return _("%(effort)s%% of calls and messages went to the key and the potential, who bring %(money)s%%") % said
