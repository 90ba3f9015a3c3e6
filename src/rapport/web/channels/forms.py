"""The form of an account: its name and pace, and the fields that its provider asks for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.money import exponent
from rapport.lib.refusal import Refused
from rapport.outreach.accounts import kept_secrets, kind_of, read_values, save_account, staying_secrets
from rapport.outreach.channels.base import Field
from rapport.outreach.models import ChannelAccount
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import CURRENCIES
from rapport.staff.roles import Right

# keeps the names of a provider's fields apart from those of the account
_OF_PROVIDER = "at_provider_"
_LONGEST = 500


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """One account at one provider. Secrets that are kept are not shown: left empty, they stay."""

    a_second = forms.DecimalField(
        label=_("Messages a second"),
        min_value=0,
        max_digits=6,
        decimal_places=2,
        initial=0,
        help_text=_("0: as many as go."),
    )
    cost = forms.DecimalField(
        label=_("Price of one part"), required=False, min_value=0, max_digits=8, decimal_places=3
    )

    class Meta:
        model = ChannelAccount
        fields = ("name", "branch", "a_second", "currency")
        labels = {"branch": _("Branch")}
        help_texts = {
            "name": _("As your colleagues call it."),
            "branch": _("A branch's own account is taken before that of the house."),
        }

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: ChannelAccount = self.instance
        self._kept = kept_secrets(account)
        branch = self.fields["branch"]
        assert isinstance(branch, forms.ModelChoiceField)
        branch.queryset = Branch.objects.visible_to(manager, Right.MANAGE_CLINIC)
        branch.required = manager.branches_where(Right.MANAGE_CLINIC) is not None
        branch.empty_label = None if branch.required else str(_("Every branch"))
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), required=False, choices=[("", "—"), *((code, code) for code in CURRENCIES)]
        )
        # 0.00 of the database is written 0
        self.initial["a_second"] = f"{Decimal(account.a_second).normalize():f}"
        if account.currency:
            self.initial["cost"] = Decimal(account.price).scaleb(-exponent(account.currency))
        for field in kind_of(account).fields:
            self.fields[_OF_PROVIDER + field.name] = self._field(field)

    def _field(self, field: Field) -> forms.Field:
        given = {"label": field.words, "help_text": field.hint}
        value = self.instance.settings.get(field.name, field.default)
        if field.choices:
            return forms.ChoiceField(choices=field.choices, initial=value, **given)
        if not field.secret:
            return forms.CharField(required=field.required, initial=value, max_length=_LONGEST, **given)
        kept = field.name in self._kept
        return forms.CharField(
            required=field.required and not kept,
            max_length=_LONGEST,
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            **(given | {"help_text": _("Kept. Leave empty to keep it.")} if kept else given),
        )

    def at_provider(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_OF_PROVIDER)]

    def of_account(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("name", "branch", "a_second", "cost", "currency"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_fields(data)
        self._check_together(data)
        if data.get("cost") and not data.get("currency"):
            self.add_error("currency", _("Choose the currency of the price."))
        return data

    def _check_fields(self, data: dict[str, Any]) -> None:
        """Say beside each field of the provider what is wrong with it."""
        for field in kind_of(self.instance).fields:
            name = _OF_PROVIDER + field.name
            if field.check and data.get(name):
                try:
                    data[name] = field.check(data[name])
                except Refused as refused:
                    self.add_error(name, refused.message)

    def _check_together(self, data: dict[str, Any]) -> None:
        """What was kept for another address has to be typed in again; then what does not go together."""
        typed = self._typed(data)
        for name in set(self._kept) - set(staying_secrets(self.instance, typed)):
            if not typed.get(name):
                said = _("It was kept for the former address. Type it in again.")
                self.add_error(_OF_PROVIDER + name, said)
        if not self.errors:
            try:
                read_values(self.instance, typed)
            except Refused as refused:
                self.add_error(None, refused.message)

    def _typed(self, data: dict[str, Any]) -> dict[str, str]:
        return {field.name: data.get(_OF_PROVIDER + field.name) or "" for field in kind_of(self.instance).fields}

    def save(self, commit: bool = True) -> ChannelAccount:
        """Keep the account, its secrets sealed."""
        data, currency = self.cleaned_data, self.cleaned_data["currency"]
        cost = data.get("cost") or Decimal(0)
        self.instance.price = int(cost.scaleb(exponent(currency))) if currency else 0
        return save_account(self.instance, self._typed(data))


class TestForm(forms.Form):
    """To whom a test goes."""

    address = forms.CharField(label=pgettext_lazy("an address", "To"), max_length=200)
