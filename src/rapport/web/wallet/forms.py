from __future__ import annotations

from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.loyalty.models import Account, RewardWay
from rapport.staff.models import Branch
from rapport.web.care.fields import MoneyField

MOST = 10**9


class UseForm(forms.Form):
    """What a client uses of their points or fund, and what for. By its `key` it is used once."""

    account = forms.ChoiceField(label=pgettext_lazy("of a wallet", "Account"), choices=Account.choices)
    amount = MoneyField(label=_("How much"), currency="CNY")
    words = forms.CharField(label=pgettext_lazy("of points", "What for"), max_length=200)
    key = forms.RegexField(r"^[A-Za-z0-9]{22}$", widget=forms.HiddenInput, initial=lambda: get_random_string(22))

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(
            label=_("How much"),
            currency=branch.currency,
            help_text=_("Points are a number, the fund is money."),
        )

    def clean(self) -> dict[str, Any]:
        """Points are whole: what was read as an amount of money is read anew."""
        found = super().clean() or {}
        if found.get("account") == Account.POINTS and "amount" in found:
            text = str(self.data.get(self.add_prefix("amount"), "")).strip()
            if not (text.isascii() and text.isdigit() and int(text[:12]) <= MOST and len(text) <= len(str(MOST))):
                self.add_error("amount", _("Points are a whole number, like 120."))
            else:
                found["amount"] = int(text)
        return found


class CardForm(forms.Form):
    number = forms.CharField(
        label=pgettext_lazy("of a discount card", "Number"),
        max_length=32,
        required=False,
        help_text=_("As it stands on the card. Empty: the next free one."),
    )


class SettlementForm(forms.Form):
    way = forms.ChoiceField(choices=RewardWay.choices)
    words = forms.CharField(max_length=200, required=False)
