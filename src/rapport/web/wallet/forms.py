from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.folding import plain
from rapport.loyalty.models import Account, RewardWay
from rapport.staff.models import Branch
from rapport.web.care.fields import MoneyField

# more points than anybody has
_DIGITS = 9
# between thousands: 1,000 and 1 000
_GAPS = re.compile(r"(?<=\d)[ ,](?=\d{3}(?!\d))")


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
            text = _GAPS.sub("", plain(str(self.data.get(self.add_prefix("amount"), ""))))
            if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
                found["amount"] = int(text)
            else:
                self.add_error("amount", _("Points are a whole number, like 120."))
        return found


class CardForm(forms.Form):
    number = forms.CharField(
        label=pgettext_lazy("of a discount card", "Number"),
        max_length=32,
        required=False,
        help_text=_("As it stands on the card. Empty: the next free one."),
    )

    def clean_number(self) -> str:
        """As a reader of cards sends it: without full-width digits, and marks that nobody sees."""
        return plain(self.cleaned_data["number"])


class WayBackForm(forms.Form):
    way = forms.ChoiceField(choices=RewardWay.choices)


class SettlementForm(forms.Form):
    """`due` is what the page showed: a rebate may have grown since."""

    due = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(choices=RewardWay.choices)
    words = forms.CharField(max_length=200, required=False)
