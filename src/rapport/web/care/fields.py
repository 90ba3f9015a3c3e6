"""Fields of the forms of care: amounts, teeth, days and people who treat."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category
from rapport.lib.free_text import mask_all
from rapport.lib.money import exponent, read_money
from rapport.lib.teeth import read_teeth
from rapport.lib.unreadable import Unreadable
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.ids import SeveralRows

if TYPE_CHECKING:
    _UserChoiceField = forms.ModelChoiceField[User]
    _CategoryChoiceField = forms.ModelChoiceField[Category]
else:
    _UserChoiceField = _CategoryChoiceField = forms.ModelChoiceField

# no clinic lives to see others
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


# more money than a clinic has to do with, in minor units
MOST_MONEY = 10**12


class MoneyField(forms.CharField):
    """An amount as people type it, `most` at most; minor units of the currency of the branch."""

    def __init__(self, *, currency: str, most: int | None = None, **kwargs: Any) -> None:
        self.currency, self.most = currency, most
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return format(Decimal(value).scaleb(-exponent(self.currency)).normalize(), "f")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return 0
        try:
            amount = read_money(text, self.currency)
        except Unreadable:
            raise forms.ValidationError(_("This is not an amount. Write it like 1200 or 1200.50.")) from None
        if amount < 0:
            raise forms.ValidationError(_("An amount is not below zero."))
        if self.most is not None and amount > self.most:
            raise forms.ValidationError(_("This is too much to be meant. Write a smaller amount."))
        return amount


class TeethField(forms.CharField):
    """Teeth in FDI numbers, as people type them: “14, 15”, “11-13”, “2.6”. Gives “14, 15”."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "placeholder": "36"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return ", ".join(map(str, read_teeth(text))) if text else ""
        except Unreadable:
            raise forms.ValidationError(
                _("These are no teeth. Write FDI numbers: 11 to 48, milk teeth 51 to 85, like 14, 15 or 11-13.")
            ) from None


class DayField(forms.DateField):
    """A calendar day, chosen in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "min": _FIRST_DAY, "max": _LAST_DAY}, format="%Y-%m-%d")
        between = [MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY)]
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], validators=between, **kwargs)


class MaskedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of what people named in their own words, without contacts and amounts: choosing needs none (REC-12)."""

    def label_from_instance(self, obj: Any) -> str:
        return mask_all(str(obj))


class MaskedChoices(SeveralRows):
    """Any number of them."""

    def label_from_instance(self, obj: Any) -> str:
        return mask_all(str(obj))


class StaffField(_UserChoiceField):
    """Someone who works at `branch` as one of `roles`; who is named already stays choosable."""

    def __init__(self, *, branch: Branch, roles: tuple[Role, ...], kept: int | None = None, **kwargs: Any) -> None:
        working = User.objects.filter(is_active=True, roles__role__in=roles)
        here = working.filter(roles__branch=branch) | working.filter(roles__branch=None)
        people = here | User.objects.filter(pk=kept) if kept else here
        kwargs.setdefault("empty_label", _("nobody"))
        super().__init__(queryset=people.distinct().order_by("name", "pk"), **kwargs)


class CategoryField(_CategoryChoiceField):
    """What kind of treatment; none will do."""

    def __init__(self) -> None:
        super().__init__(
            queryset=Category.objects.all(),
            required=False,
            to_field_name="code",
            label=_("Category"),
            empty_label=_("none"),
        )
