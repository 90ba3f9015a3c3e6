from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import AbsenceKind
from rapport.appointments.planning import NewAbsence, NewExtra
from rapport.staff.models import Branch, User
from rapport.web.care.fields import DayField
from rapport.web.hours.fields import ClockField, chair_field
from rapport.web.hours.weeks import who_treats

# what is sent for nobody alone: closing a branch is chosen, never what stands there by itself
WHOLE_BRANCH = "branch"


class AbsenceForm(forms.Form):
    """Who is away, why and when. `everywhere`: whether the reader keeps the hours of all branches."""

    kind = forms.ChoiceField(
        label=_("Why"),
        choices=[*BLANK_CHOICE_DASH, *AbsenceKind.choices],
        error_messages={"required": _("Choose why they are away.")},
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: the first day alone."))
    from_time = ClockField(label=_("From what time"), required=False, help_text=_("Empty: the whole day."))
    to_time = ClockField(label=_("Until what time"), required=False)
    at_all = forms.BooleanField(label=_("At every branch"), required=False)
    words = forms.CharField(label=_("Remark"), required=False, max_length=200)

    field_order = ("dentist", "kind")

    def __init__(self, *args: Any, branch: Branch, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        self.fields["dentist"] = _away_field(branch)
        self.fields["first_day"].initial = branch.today()
        if not everywhere:
            del self.fields["at_all"]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("at_all") and "dentist" in data and data["dentist"] is None:
            self.add_error("at_all", _("Name the dentist. Each branch is closed by itself."))
        return data

    def absence(self) -> NewAbsence:
        data = self.cleaned_data
        return NewAbsence(
            AbsenceKind(data["kind"]),
            data["first_day"],
            data["last_day"] or data["first_day"],
            data["dentist"],
            None if data.get("at_all") else self.branch,
            data["from_time"],
            data["to_time"],
            data["words"],
        )


class ExtraForm(forms.Form):
    """Who works on which day besides the hours of the week."""

    day = DayField(label=_("Day"))
    opens = ClockField(label=_("From what time"))
    closes = ClockField(label=_("Until what time"))

    field_order = ("dentist", "day")

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        self.fields["dentist"] = _dentist_field(branch)
        self.fields["chair"] = chair_field(branch)
        self.order_fields(self.field_order)

    def extra(self) -> NewExtra:
        data = self.cleaned_data
        return NewExtra(data["dentist"], self.branch, data["day"], data["opens"], data["closes"], data["chair"])


def _away_field(branch: Branch) -> forms.Field:
    """A dentist of `branch`, or None for the whole of it."""
    people = {str(one.pk): one for one in _dentists(branch)}
    return forms.TypedChoiceField(
        label=_("Who is away"),
        choices=[("", _("Choose who is away")), *people.items(), (WHOLE_BRANCH, _("the whole branch"))],
        coerce=people.get,
        error_messages={"required": _("Choose the dentist who is away, or the whole branch.")},
    )


def _dentist_field(branch: Branch) -> forms.Field:
    return forms.ModelChoiceField(queryset=_dentists(branch), label=_("Dentist"))


def _dentists(branch: Branch) -> QuerySet[User]:
    ids = [one.pk for one in who_treats(branch)]
    return User.objects.filter(pk__in=ids).order_by("name", "pk")
