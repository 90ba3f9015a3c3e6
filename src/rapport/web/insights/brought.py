"""The two groups of an offer beside each other, and what they carry, in words (CAM-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount
from rapport.segmentation.brought import Compared, Group
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right


@dataclass(frozen=True)
class GroupLine:
    """One of the two groups, in words; money "" where it is in several currencies or not for this reader."""

    label: str
    group: Group
    share: float
    spent: str
    spent_each: str


@dataclass(frozen=True)
class BroughtPage:
    """What an offer, called `name`, brought. `still` says until when it counts, "" when it is over; `told` is what
    else is known of it, label and value; `foot` how it was counted."""

    title: str
    note: str
    lines: Sequence[GroupLine]
    with_money: bool
    name: Any
    foot: str
    back: str
    still: str = ""
    told: Sequence[tuple[Any, Any]] = field(default_factory=list)


def currency_of(branches: Sequence[Branch], user: User) -> str:
    """In what `user` may be told the money of `branches` together; "" where they may not, or there are several."""
    currencies = {branch.currency for branch in branches}
    seen = all(user.may_at(Right.SEE_MONEY, branch.pk) for branch in branches)
    return currencies.pop() if len(currencies) == 1 and seen else ""


def group_lines(label: str, found: Compared, currency: str) -> list[GroupLine]:
    """Those to whom it was offered, called `label`, and those who were held back."""
    return [
        _line(label, found.offered, currency),
        _line(_("Held back, to compare"), found.held_back, currency),
    ]


def _line(label: str, group: Group, currency: str) -> GroupLine:
    # without the smallest coins
    each = round(group.spent // group.people, -2) if group.people else 0
    return GroupLine(
        label,
        group,
        round(100 * group.share, 1),
        money(group.spent, currency) if currency else "",
        money(each, currency) if currency else "",
    )


def money(amount: int, currency: str) -> str:
    return show_amount(amount, currency, get_language() or "en")


def title_of(found: Compared) -> str:
    """What the figures say, as a sentence."""
    apart = found.difference
    if apart is None:
        return _("There is nobody to compare with")
    if not apart.told:
        return _("Whether it brought anybody cannot be told from chance")
    if apart.value < 0:
        return _("Fewer came than without it")
    people = max(1, round(apart.value * found.offered.people))
    said = ngettext(
        "It brought about %(people)s person who would not have come otherwise",
        "It brought about %(people)s people who would not have come otherwise",
        people,
    )
    return said % {"people": people}


def note_of(found: Compared) -> str:
    """How sure that is."""
    apart = found.difference
    if apart is None:
        return ""
    low, high = (f"{round(100 * bound):+d}".replace("-", "−") for bound in (apart.low, apart.high))
    said = {"low": low, "high": high}
    return _("Of a hundred people, the difference is between %(low)s and %(high)s, 95 times in 100.") % said
