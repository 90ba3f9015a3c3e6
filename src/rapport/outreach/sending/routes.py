"""Through which account a message goes."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.outreach.accounts import is_trial
from rapport.outreach.models import ChannelAccount, Message
from rapport.outreach.models.message import MessageQuerySet
from rapport.staff.models import Branch


def messages_of(account: ChannelAccount) -> MessageQuerySet:
    """Messages that would go through `account` now: of its channel, and of the branches that it serves."""
    return Message.objects.filter(channel=account.channel, patient__branch__in=_served_by(account))


def _served_by(account: ChannelAccount) -> list[int]:
    rivals = list(ChannelAccount.objects.filter(channel=account.channel, on=True).order_by("name"))
    branches = Branch.objects.values_list("pk", flat=True)
    return [branch for branch in branches if chosen(rivals, branch) == account]


def chosen(accounts: Iterable[ChannelAccount], branch_id: int) -> ChannelAccount | None:
    """Of the accounts of one channel that are in use: the branch's own, else the house's; the first by name. One
    for trying out only where there is no other."""
    fitting = [account for account in accounts if account.branch_id in (branch_id, None)]
    return min(fitting, key=lambda one: (is_trial(one), one.branch_id is None, one.name), default=None)
