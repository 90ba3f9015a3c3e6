"""The small form in which an owner notes what was spent."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.outreach.models import Aim
from rapport.staff.models import Branch
from rapport.web.care.fields import MOST_MONEY, MoneyField

# so many months back can be noted
_BACK = 36


class OutlayForm(forms.Form):
    """A month of a branch, the last full one to begin with. An amount that is left empty stays as it was noted."""

    month = forms.TypedChoiceField(label=gettext_lazy("Month"), coerce=date.fromisoformat)

    def __init__(self, branch: Branch, data: Any = None) -> None:
        this = branch.today().replace(day=1)
        months = [this - relativedelta(months=back) for back in range(_BACK)]
        super().__init__(data, initial={"month": months[1].isoformat()})
        choices = [(one.isoformat(), capfirst(date_format(one, "YEAR_MONTH_FORMAT"))) for one in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
        for aim in Aim:
            field = MoneyField(
                currency=branch.currency, most=MOST_MONEY, label=capfirst(aim.label), required=False
            )
            self.fields[aim] = field

    @property
    def amounts(self) -> dict[Aim, int]:
        return {aim: self.cleaned_data[aim] for aim in Aim if str(self.data.get(aim, "")).strip()}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not self.amounts:
            raise forms.ValidationError(
                _("Write at least one of the two amounts. Where nothing was spent, write 0.")
            )
        return said
