"""The form of a visit and of what was done at it (REC-3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Course, Resolution, Treatment, Visit
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.care.fields import CategoryField, DayField, MaskedChoices, MoneyField, StaffField, TeethField

# empty lines offered beneath those that are there
EMPTY_LINES = 3
_LONGEST_WAIT = 600


class VisitForm(forms.ModelForm):  # type: ignore[type-arg]
    """When, why, with whom, how far it helped, and how long the person waited."""

    day = DayField(label=_("Day"))
    waiting_minutes = forms.IntegerField(
        label=_("Waiting time, minutes"), required=False, min_value=0, max_value=_LONGEST_WAIT
    )
    # what the visit said when it was opened; see care.actions.visit_version
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Visit
        fields = ("day", "complaint", "resolution", "waiting_minutes", "remark", "dentist_words")
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}
        labels = {"dentist_words": _("Dentist without an account")}

    def __init__(self, *args: Any, patient: Patient, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = patient.branch.today()
        if self.instance.pk is None:
            self.instance.patient, self.instance.branch = patient, patient.branch
            self.initial.setdefault("day", self.today)
        running = Q(finished_on=None) | Q(visits=self.instance.pk) if self.instance.pk else Q(finished_on=None)
        courses = patient.courses.filter(running).distinct()
        if courses:
            self.fields["courses"] = MaskedChoices(
                queryset=courses,
                required=False,
                label=_("Part of the course of treatment"),
                widget=forms.CheckboxSelectMultiple,
                initial=self.instance.courses.all() if self.instance.pk else (),
            )
        self.fields["resolution"] = forms.ChoiceField(
            label=_("Resolution"), required=False, choices=[("", _("not known")), *Resolution.choices]
        )
        self.fields["dentist"] = StaffField(
            branch=patient.branch,
            roles=(Role.DENTIST,),
            kept=self.instance.dentist_id,
            required=False,
            label=_("Who treated"),
            initial=self.instance.dentist_id if self.instance.pk else by and by.pk,
            empty_label=_("not known"),
        )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day lies ahead. Choose today or a day before it."))
        return day

    def courses(self) -> list[Course] | None:
        """The courses it belongs to; None where there is none to choose."""
        return list(self.cleaned_data["courses"]) if "courses" in self.fields else None

    def visit(self) -> Visit:
        """Not saved. The hour it began belongs to its day: on another day it is not known."""
        visit: Visit = self.instance
        visit.dentist = self.cleaned_data["dentist"]
        if visit.started_at and visit.branch.day_of(visit.started_at) != visit.day:
            visit.started_at = None
        return visit


class TreatmentForm(forms.Form):
    """One thing done. `kept` is the line it corrects; without anything filled in it is none."""

    name = forms.CharField(label=_("What was done"), required=False, max_length=300)
    teeth = forms.CharField(label=_("Teeth"), required=False, max_length=120)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, min_value=Decimal("0.01"), max_value=9999, decimal_places=2
    )
    gone = forms.BooleanField(label=_("Take away"), required=False)

    def __init__(
        self, *args: Any, branch: Branch, with_money: bool, kept: Treatment | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        # words of a file that name no tooth may stay; what is typed anew must name one
        if kept is None or not kept.teeth or self._typed("teeth") != kept.teeth:
            self.fields["teeth"] = TeethField(label=_("Teeth"), required=False)
        self.fields["category"] = CategoryField()
        if with_money:
            self.fields["amount"] = MoneyField(currency=branch.currency, label=_("Amount"), required=False)

    def _typed(self, name: str) -> str:
        return (
            str(self.data.get(f"{self.prefix}-{name}", "")) if self.is_bound else str(self.initial.get(name, ""))
        )

    def line(self) -> Treatment | None:
        """Not saved; None when taken away or left empty. An amount the writer may not see stays what it was."""
        data = dict(self.cleaned_data)
        quantity, gone = data.pop("quantity") or Decimal(1), data.pop("gone")
        if gone or not any(data.values()):
            return None
        line = self.kept or Treatment()
        for name, value in data.items():
            setattr(line, name, value)
        line.quantity = quantity
        return line


class TreatmentForms:
    """All lines of a visit, and some empty ones. Lines are found by their ids, never by their places."""

    def __init__(self, data: Any, *, visit: Visit | None, branch: Branch, with_money: bool) -> None:
        kept = list(visit.treatments.order_by("pk")) if visit and visit.pk else []
        lines: list[tuple[str, Treatment | None]] = [(f"line-{line.pk}", line) for line in kept]
        lines += [(f"new-{n}", None) for n in range(EMPTY_LINES)]
        self.forms = [
            TreatmentForm(
                data,
                prefix=prefix,
                branch=branch,
                with_money=with_money,
                kept=line,
                initial=_values(line) if line else {"quantity": 1},
            )
            for prefix, line in lines
        ]

    def is_valid(self) -> bool:
        # each of them, so that each shows what is wrong with it
        return not [form for form in self.forms if not form.is_valid()]

    def lines(self) -> list[Treatment]:
        return [line for form in self.forms if (line := form.line())]


def _values(line: Treatment) -> dict[str, object]:
    return {
        "category": line.category_id,
        "name": line.name,
        "teeth": line.teeth,
        "quantity": f"{line.quantity.normalize():f}",
        "amount": line.amount,
    }
