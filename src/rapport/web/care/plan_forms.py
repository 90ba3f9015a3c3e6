"""The form of a plan: what it is about, and its options side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.care.actions import NewOption
from rapport.care.actions.plans import MOST_OPTIONS
from rapport.care.models import Plan, PlanLine, PlanOption
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.care.fields import CategoryField, DayField, MoneyField, StaffField, TeethField

# lines to fill in beneath each option
LINES = 3
_LONGEST_WEEKS, _MOST_VISITS = 520, 200


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the plan is about, in the clinic's words and in the client's."""

    teeth = TeethField(label=_("Teeth"), required=False)
    presented_on = DayField(label=_("Presented on"))
    # what the plan said when it was opened; see care.actions.plan_version
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = ("title", "teeth", "category", "wish", "remark", "presented_on")
        widgets = {"wish": forms.Textarea(attrs={"rows": 3}), "remark": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, patient: Patient, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = patient.branch.today()
        if self.instance.pk is None:
            self.instance.patient, self.instance.branch = patient, patient.branch
            self.initial.setdefault("presented_on", self.today)
        self.fields["dentist"] = StaffField(
            branch=patient.branch,
            roles=(Role.DENTIST, Role.CONSULTANT),
            kept=self.instance.dentist_id,
            required=False,
            label=_("Presented by"),
            initial=self.instance.dentist_id if self.instance.pk else by and by.pk,
            empty_label=_("not known"),
        )
        self.fields["category"] = CategoryField()

    def clean_presented_on(self) -> date:
        day: date = self.cleaned_data["presented_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day lies ahead. Choose today or a day before it."))
        return day

    def plan(self) -> Plan:
        """Not saved."""
        plan: Plan = self.instance
        plan.dentist = self.cleaned_data["dentist"]
        return plan


class LineForm(forms.Form):
    """What an option does at which teeth."""

    teeth = TeethField(label=_("Teeth"), required=False)
    name = forms.CharField(label=_("What is done"), required=False, max_length=300)
    category = CategoryField()

    def line(self) -> PlanLine | None:
        """Not saved; None where nothing was filled in."""
        return PlanLine(**self.cleaned_data) if any(self.cleaned_data.values()) else None


class OptionForm(forms.Form):
    """One option. Left without a name and without anything else, it is none."""

    name = forms.CharField(label=_("Option"), required=False, max_length=120)
    material = forms.CharField(label=_("Material"), required=False, max_length=200)
    weeks = forms.IntegerField(label=_("Duration, weeks"), required=False, min_value=1, max_value=_LONGEST_WEEKS)
    visits = forms.IntegerField(label=_("Visits"), required=False, min_value=1, max_value=_MOST_VISITS)
    result = forms.CharField(
        label=_("Expected result"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, branch: Branch, with_money: bool, kept: PlanOption | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        if with_money:
            self.fields["price"] = MoneyField(currency=branch.currency, label=_("Price"), required=False)
        kept_lines = list(kept.lines.all()) if kept else []
        self.lines = [
            LineForm(
                self.data if self.is_bound else None,
                prefix=f"{self.prefix}-line-{n}",
                initial=_values(kept_lines[n], "teeth", "category", "name") if n < len(kept_lines) else None,
            )
            for n in range(max(LINES, len(kept_lines)))
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(line.is_valid() for line in self.lines)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and any(data.values()):
            self.add_error("name", _("Give the option a name."))
        return data

    def option(self) -> NewOption | None:
        """Not saved; a price that the writer may not see stays what it was."""
        data = dict(self.cleaned_data)
        if not data["name"]:
            return None
        data.setdefault("price", self.kept.price if self.kept else 0)
        return NewOption(PlanOption(**data), [line for form in self.lines if (line := form.line())])


class OptionForms:
    """The options of one plan, as many as fit beside each other."""

    def __init__(self, data: Any, *, plan: Plan | None, branch: Branch, with_money: bool) -> None:
        kept = list(plan.options.prefetch_related("lines")) if plan and plan.pk else []
        self.forms = [
            OptionForm(
                data,
                prefix=f"option-{n}",
                branch=branch,
                with_money=with_money,
                kept=kept[n] if n < len(kept) else None,
                initial=_values(kept[n], "name", "material", "price", "weeks", "visits", "result")
                if n < len(kept)
                else None,
            )
            for n in range(MOST_OPTIONS)
        ]

    def is_valid(self) -> bool:
        # each of them, so that each shows what is wrong with it
        return not [form for form in self.forms if not form.is_valid()]

    def options(self) -> list[NewOption]:
        return [option for form in self.forms if (option := form.option())]


def _values(row: PlanOption | PlanLine, *names: str) -> dict[str, object]:
    return {name: getattr(row, f"{name}_id" if name == "category" else name) for name in names}
