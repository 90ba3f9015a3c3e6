from __future__ import annotations

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.loyalty.models import CardTier, LoyaltyTerms
from rapport.loyalty.models.terms import LEAST_REBATE, MOST_POINTS, MOST_REBATE
from rapport.loyalty.terms import NOTICE, first_day_for
from rapport.staff.models import Branch
from rapport.web.care.fields import MOST_MONEY, DayField, MoneyField

# of each number the least and the most that make sense
_BOUNDS = {
    "points_per_100": (0, MOST_POINTS),
    "referrer_points": (0, 1_000_000),
    "newcomer_points": (0, 1_000_000),
    "gifts": (0, 20),
    "rebate_percent": (LEAST_REBATE, MOST_REBATE),
    "rebate_days": (1, 730),
    "expire_months": (1, 120),
}
# steps that a card can have
STEPS = 5


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version of the terms of a branch; begins with what holds now."""

    class Meta:
        model = LoyaltyTerms
        fields = ("holds_from", *list(_BOUNDS)[:1], "point_worth", *list(_BOUNDS)[1:4], "gift", "gift_cost",
                  *list(_BOUNDS)[4:], "card_gift")  # fmt: skip
        help_texts = {
            "points_per_100": _("Of the money that is paid, not of what is billed."),
            "referrer_points": _("Once the new client has come and paid."),
            "gifts": _("2: the first and the second whom somebody brings. From the next on it is the rebate."),
            "gift": _("Handed over at the desk."),
            "rebate_days": _("So long it grows with what the new client pays."),
            "expire_months": _("Those that expire first are used first. Empty: points never expire."),
            "card_gift": _("Empty: none."),
        }

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holds_from"] = DayField(label=_("Holds from"))
        first = first_day_for(branch)
        self.initial["holds_from"] = first
        self.fields["holds_from"].widget.attrs["min"] = first
        self.fields["point_worth"] = MoneyField(
            currency=branch.currency, most=MOST_MONEY, label=_("What a point is worth"), required=False
        )
        self.fields["gift_cost"] = MoneyField(
            currency=branch.currency,
            most=MOST_MONEY,
            label=_("What the gift costs the clinic"),
            required=False,
            help_text=_("For the cost of a referral. Empty: not known, and left out of it."),
        )
        for name, (least, most) in _BOUNDS.items():
            field = self.fields[name]
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.widget.attrs |= {"min": least, "max": most}

    def clean_gift_cost(self) -> int | None:
        """What is left empty is not known."""
        said = str(self.data.get(self.add_prefix("gift_cost"), "")).strip()
        return self.cleaned_data["gift_cost"] if said else None


class EndingForm(forms.Form):
    """The last day of the programme, and until when points can be used."""

    last_day = DayField(label=_("Last day of the programme"))
    use_until = DayField(label=_("Points can be used until"))

    def __init__(self, data: Any = None, *, branch: Branch) -> None:
        today = branch.today()
        last = today + relativedelta(months=1, day=31)
        super().__init__(data, initial={"last_day": last, "use_until": last + relativedelta(months=3)})
        self.fields["last_day"].widget.attrs["min"] = today
        self.fields["use_until"].widget.attrs["min"] = today + NOTICE


class TierForm(forms.Form):
    """A step of the card; an empty row is none."""

    name = forms.CharField(label=pgettext_lazy("of a discount card", "Step"), max_length=60, required=False)
    percent = forms.IntegerField(label=_("Discount, per cent"), min_value=0, max_value=100, required=False)

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_spend"] = MoneyField(
            currency=branch.currency, most=MOST_MONEY, label=_("From so much spent"), required=False
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        said = found.get("percent") is not None or found.get("from_spend")
        if said and not found.get("name") and not self.errors:
            self.add_error("name", _("Give this step a name, or leave its row empty."))
        if found.get("name") and found.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Write how much is off: 0 for nothing."))
        return found


TierRows = forms.formset_factory(TierForm, extra=0, max_num=STEPS, validate_max=True)


def tiers_of(rows: Any) -> list[CardTier]:
    """The steps written in valid rows."""
    said = [row.cleaned_data for row in rows if row.cleaned_data.get("name")]
    return [CardTier(name=one["name"], from_spend=one["from_spend"], percent=one["percent"]) for one in said]


def rows_for(terms: LoyaltyTerms | None) -> list[dict[str, Any]]:
    """What the rows begin with: the steps there are, and empty ones."""
    tiers = terms.tiers.all() if terms and terms.pk else ()
    told = [{"name": one.name, "from_spend": one.from_spend, "percent": one.percent} for one in tiers]
    return told + [{} for _row in range(STEPS - len(told))]
