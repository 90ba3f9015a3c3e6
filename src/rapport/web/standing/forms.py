"""Forms of the tab on where somebody stands, and the dentist's judgement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.people.models import Activity, Patient
from rapport.people.models.mood import Satisfaction
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.explaining import Explanation
from rapport.web.care.fields import DayField, MoneyField
from rapport.web.standing.words import STEPS

# days for which a grade by hand is proposed, where the rules allow as many
_PROPOSED = 30
_ACTIVITIES_OFFERED = 50


def named(scheme: str, grade: str) -> str:
    """A letter or digit with its words; of value and stage the words alone."""
    words = str(GRADES[scheme][grade])
    return f"{grade} · {words}" if scheme in (Scheme.CARE, Scheme.PROSPECT) else capfirst(words)


class GradeForm(forms.Form):
    """A grade set by hand (PAT-7): which, why, and until when."""

    grade = forms.ChoiceField(label=_("Class"))
    until = DayField(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, patient: Patient, told: Explanation, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{told.scheme}_%s", **kwargs})
        self.scheme = told.scheme
        today, days = patient.branch.today(), told.by_hand_days
        self.fields["grade"] = forms.ChoiceField(
            label=capfirst(str(told.scheme.label)),
            choices=[(grade, named(told.scheme, grade)) for grade in GRADES[told.scheme]],
            initial=told.grade,
        )
        self.initial.setdefault("until", today + timedelta(days=min(_PROPOSED, days)))
        self.fields["until"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + timedelta(days=days)).isoformat(),
        }
        self.order_fields(["grade", "until", "reason"])


def _steps(scale: str) -> list[tuple[int, Any]]:
    return list(enumerate(STEPS[scale], start=1))


class JudgementForm(forms.Form):
    """Three taps and two ticks (PAT-6); nothing is chosen beforehand."""

    awareness = forms.TypedChoiceField(
        label=_("Awareness of oral health"), choices=_steps("awareness"), coerce=int, widget=forms.RadioSelect
    )
    demands = forms.TypedChoiceField(
        label=_("What they demand of material, comfort and looks"),
        choices=_steps("demands"),
        coerce=int,
        widget=forms.RadioSelect,
    )
    reluctance = forms.TypedChoiceField(
        label=_("Reluctance to be treated"), choices=_steps("reluctance"), coerce=int, widget=forms.RadioSelect
    )
    technical_hazard = forms.BooleanField(
        label=_("Technical hazard"), required=False, help_text=_("What was done may fail or harm.")
    )
    own_conditions = forms.BooleanField(
        label=_("Conditions of their own endanger the result"),
        required=False,
        help_text=_("Illness, smoking, grinding, bone. Either of the two counts for “at risk”."),
    )


class SatisfactionForm(forms.Form):
    """How satisfied somebody seems (VAL-D)."""

    level = forms.ChoiceField(label=_("How they seem"), choices=Satisfaction.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In their words"), max_length=500, required=False)


class DepartureForm(forms.Form):
    """Somebody left the clinic."""

    left_on = DayField(label=_("Left on"))
    words = forms.CharField(label=_("Why, in words"), max_length=300, required=False)


class ReturnForm(forms.Form):
    """They came back."""

    returned_on = DayField(label=_("Came back on"))


class ParticipationForm(forms.Form):
    """An event of the clinic that somebody took part in (PRO-3): one that is known, or a new one."""

    activity = forms.ModelChoiceField(
        Activity.objects.none(), label=_("Event"), required=False, empty_label=_("a new one")
    )
    name = forms.CharField(label=_("Name of a new event"), max_length=120, required=False)
    day = DayField(label=_("Its day"), required=False)
    online = forms.BooleanField(label=_("Online"), required=False)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "event_%s", **kwargs})
        self.today = patient.branch.today()
        recent = Activity.objects.filter(branch=patient.branch_id, day__lte=self.today).order_by("-day", "-pk")
        offered = recent.filter(pk__in=list(recent.values_list("pk", flat=True)[:_ACTIVITIES_OFFERED]))
        field = self.fields["activity"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offered
        self.initial.setdefault("day", self.today)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("activity"):
            return said
        if not said.get("name"):
            raise forms.ValidationError(_("Choose an event, or name a new one."))
        if said.get("day") is None:
            raise forms.ValidationError(_("Say on which day the new event was."))
        if said["day"] > self.today:
            raise forms.ValidationError(_("This day lies ahead. Choose today or a day before it."))
        return said


class PurchaseForm(forms.Form):
    """Something bought apart from treatment (PRO-4)."""

    what = forms.CharField(label=pgettext_lazy("was bought", "What"), max_length=200)
    day = DayField(label=_("Day"))
    online = forms.BooleanField(label=_("Online"), required=False)

    def __init__(self, *args: Any, patient: Patient, with_money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "purchase_%s", **kwargs})
        self.initial.setdefault("day", patient.branch.today())
        if with_money:
            self.fields["amount"] = MoneyField(currency=patient.branch.currency, label=_("Amount"), required=False)
