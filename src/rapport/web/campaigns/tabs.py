"""The pages under the entry Campaigns, in their order: each with its label and the right that opens it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.tabs import Tab

PAGES: tuple[tuple[str, Any, Right], ...] = (
    ("web:wallets", _("Cards and wallet"), Right.SEE_MONEY),
    ("web:referrals", _("Referrals"), Right.SEE_INSIGHTS),
)
# whoever may open one of them has the entry
RIGHTS = frozenset(right for _name, _label, right in PAGES)


def pages_for(user: User) -> list[str]:
    return [name for name, _label, right in PAGES if user.may(right)]


def campaign_tabs(user: User, here: str) -> list[Tab]:
    """The pages that `user` may open side by side, `here` being the one shown."""
    return [Tab(reverse(name), label, name == here) for name, label, right in PAGES if user.may(right)]
