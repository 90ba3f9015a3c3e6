"""How points, rewards and lines of the ledger are said."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount
from rapport.loyalty.models import Account, LedgerLine, Reward, RewardKind
from rapport.staff.models import Branch


def money(minor: int, branch: Branch) -> str:
    return show_amount(minor, branch.currency, get_language() or "en")


def amount_of(line: LedgerLine, branch: Branch) -> str:
    """+120, −1 200 ₽."""
    sign = "+" if line.amount > 0 else "−" if line.amount < 0 else ""
    return f"{sign}{shown_in(Account(line.account), abs(line.amount), branch)}"


def shown_in(account: Account, amount: int, branch: Branch) -> str:
    """What is in an account: the fund is money, points are a number."""
    return money(amount, branch) if account == Account.FUND else number_format(amount, force_grouping=True)


def what_of(reward: Reward) -> str:
    """The gift, or what the rebate is made of."""
    if reward.kind == RewardKind.REBATE:
        return _("%(percent)s%% of what they pay") % {"percent": reward.percent}
    return reward.words
