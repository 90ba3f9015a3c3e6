"""Forms on findings, times to think, courses and interruptions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.care.models import (
    Course,
    EndedHow,
    Finding,
    FindingKind,
    Interruption,
    InterruptionReason,
    Plan,
    Urgency,
    Visit,
)
from rapport.care.rules import LEAST_THINKING_DAYS, MOST_THINKING_DAYS, THINKING_DAYS
from rapport.lib import fdi
from rapport.lib.free_text import mask_all
from rapport.people.models import Patient
from rapport.staff.roles import Role
from rapport.web.care.fields import CategoryField, DayField, MaskedChoice, StaffField, TeethField

# visits offered to choose from
LATEST_VISITS = 12
_TEETH = ""

if TYPE_CHECKING:
    _VisitChoiceField = forms.ModelChoiceField[Visit]
else:
    _VisitChoiceField = forms.ModelChoiceField


class VisitChoice(_VisitChoiceField):
    """One of the latest visits of a person, named by its day and complaint."""

    def __init__(self, *, patient: Patient, **kwargs: Any) -> None:
        latest = patient.visits.order_by("-day", "-pk").values_list("pk", flat=True)[:LATEST_VISITS]
        visits = Visit.objects.filter(pk__in=list(latest)).order_by("-day", "-pk")
        super().__init__(queryset=visits, required=False, empty_label=_("none"), **kwargs)

    def label_from_instance(self, visit: Visit) -> str:
        day = date_format(visit.day, "SHORT_DATE_FORMAT")
        return f"{day} · {mask_all(visit.complaint)[:40]}" if visit.complaint else day


class FindingForm(forms.Form):
    """Something found, at one tooth or several, or in an area of the mouth."""

    kind = forms.ChoiceField(label=pgettext_lazy("was found", "What"), choices=FindingKind.choices)
    teeth = TeethField(label=_("Teeth"), required=False)
    area = forms.ChoiceField(label=_("or an area"), required=False)
    surface = forms.CharField(
        label=_("Surface"), required=False, max_length=7, widget=forms.TextInput(attrs={"placeholder": "MOD"})
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    words = forms.CharField(label=_("In words"), required=False, max_length=300)
    found_on = DayField(label=_("Found on"))

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "finding_%s", **kwargs})
        self.patient = patient
        self.today = patient.branch.today()
        self.initial.setdefault("found_on", self.today)
        self.initial.setdefault("urgency", Urgency.WATCH)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [(_TEETH, _("none")), *((code, fdi.place_name(code)) for code in fdi.AREAS)]
        self.fields["visit"] = VisitChoice(patient=patient, label=_("Found at the visit"))

    def clean_surface(self) -> str:
        surface = str(self.cleaned_data["surface"]).upper().replace(" ", "")
        if not set(surface) <= set(fdi.SURFACES):
            raise forms.ValidationError(
                _("Write surfaces by their letters: %(letters)s."), params={"letters": ", ".join(fdi.SURFACES)}
            )
        return surface

    def clean_found_on(self) -> date:
        return _not_ahead(self.cleaned_data["found_on"], self.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("teeth")) == bool(data.get("area")):
            self.add_error("teeth", _("Name the teeth, or choose one area."))
        return data

    def findings(self) -> list[Finding]:
        """One for every place named; not saved."""
        data = dict(self.cleaned_data)
        teeth, area = data.pop("teeth"), data.pop("area")
        places = [area] if area else teeth.split(", ")
        return [Finding(patient=self.patient, place=place, **data) for place in places]


class ThinkingForm(forms.Form):
    """The client asks for time to think (LOY-4)."""

    words = forms.CharField(label=_("In their words"), required=False, max_length=300)
    ends_on = DayField(label=_("Until"))

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "thinking_%s", **kwargs})
        self.today = patient.branch.today()
        self.initial.setdefault("ends_on", self.today + timedelta(days=THINKING_DAYS))
        self.fields["plan"] = MaskedChoice(
            queryset=patient.plans.unfinished(), required=False, label=_("About the plan"), empty_label=_("none")
        )
        ends = self.fields["ends_on"]
        ends.widget.attrs |= {
            "min": (self.today + timedelta(days=LEAST_THINKING_DAYS)).isoformat(),
            "max": (self.today + timedelta(days=MOST_THINKING_DAYS)).isoformat(),
        }
        self.order_fields(["plan", "ends_on", "words"])


class ThinkingEndForm(forms.Form):
    """The client says that they need no more time."""

    how = forms.ChoiceField(label=_("How they said so"), choices=EndedHow.choices)
    words = forms.CharField(label=_("What they said"), required=False, max_length=300)


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A course of treatment begins."""

    started_on = DayField(label=_("Started on"))
    planned_end = DayField(label=_("Planned end"), required=False)

    class Meta:
        model = Course
        fields = ("title", "category", "plan", "started_on", "planned_end")

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "course_%s", **kwargs})
        self.instance.patient = patient
        today = patient.branch.today()
        self.initial.setdefault("started_on", today)
        self.fields["plan"] = MaskedChoice(
            queryset=Plan.objects.filter(patient=patient), required=False, label=_("Plan"), empty_label=_("none")
        )
        self.fields["category"] = CategoryField()
        self.fields["dentist"] = StaffField(
            branch=patient.branch, roles=(Role.DENTIST,), required=False, label=_("Dentist")
        )

    def course(self) -> Course:
        """Not saved."""
        course: Course = self.instance
        course.dentist = self.cleaned_data["dentist"]
        return course


class InterruptionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person broke off (PRO-6)."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[*BLANK_CHOICE_DASH, *InterruptionReason.choices],
        error_messages={"required": _("Choose why they broke off; “other” where nobody knows.")},
    )
    noticed_on = DayField(label=_("Noticed on"))

    class Meta:
        model = Interruption
        fields = ("course", "reason", "words", "strategy", "noticed_on")

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "interruption_%s", **kwargs})
        self.instance.patient = patient
        self.today = patient.branch.today()
        self.initial.setdefault("noticed_on", self.today)
        self.fields["course"] = MaskedChoice(
            queryset=patient.courses.unfinished(), required=False, label=_("Course"), empty_label=_("none")
        )

    def clean_noticed_on(self) -> date:
        return _not_ahead(self.cleaned_data["noticed_on"], self.today)


class StrategyForm(forms.Form):
    """How to win somebody back; `was` is what stood there when it was read."""

    strategy = forms.CharField(required=False, max_length=500)
    was = forms.CharField(required=False, max_length=500)


class WhyForm(forms.Form):
    """A few words on why something went to another state."""

    why = forms.CharField(required=False, max_length=300)


def _not_ahead(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_("This day lies ahead. Choose today or a day before it."))
    return day
