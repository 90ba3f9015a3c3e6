"""How points, rewards and lines of the ledger are said."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount
from rapport.loyalty.models import Account, LedgerLine, Reward, RewardKind
from rapport.staff.models import Branch


def money(minor: int, branch: Branch) -> str:
    return show_amount(minor, branch.currency, get_language() or "en")


def amount_of(line: LedgerLine, branch: Branch) -> str:
    """+120, −1 200 ₽."""
    sign = "+" if line.amount > 0 else "−" if line.amount < 0 else ""
    shown = money(abs(line.amount), branch) if line.account == Account.FUND else f"{abs(line.amount)}"
    return f"{sign}{shown}"


def points(number: int) -> str:
    return ngettext("%(number)s point", "%(number)s points", number) % {"number": number}


def what_of(reward: Reward) -> str:
    """The gift, or what the rebate is made of."""
    if reward.kind == RewardKind.REBATE:
        return _("%(percent)s%% of what they pay") % {"percent": reward.percent}
    return reward.words
