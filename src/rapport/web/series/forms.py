"""How often, and what for, somebody comes again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Service, Why
from rapport.appointments.series import Rhythm, Wish
from rapport.appointments.series.rhythm import MOST_TIMES, MOST_WEEKS
from rapport.staff.models import Branch, User
from rapport.web.care.fields import DayField
from rapport.web.schedule.dentists import dentists_of


class SeriesForm(forms.Form):
    """A wish at `branch`, by its clock. `key` is of the form, so that sent twice it books once."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"))
    dentist = forms.ModelChoiceField(
        User.objects.none(), label=_("Dentist"), required=False, empty_label=_("anybody who is free")
    )
    first = DayField(label=_("First day"), help_text=_("The others are on the same day of the week."))
    at = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        input_formats=["%H:%M"],
    )
    every_weeks = forms.IntegerField(
        label=_("Weeks from one to the next"), min_value=1, max_value=MOST_WEEKS, initial=4
    )
    times = forms.IntegerField(label=_("How many times"), min_value=2, max_value=MOST_TIMES, initial=6)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        for name, queryset in (("service", Service.objects.given()), ("dentist", dentists_of(branch))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def wish(self) -> Wish:
        said = self.cleaned_data
        rhythm = Rhythm(said["first"], said["at"], said["every_weeks"], said["times"])
        return Wish(self.branch, said["service"], rhythm, said["dentist"])


class CancellationForm(forms.Form):
    """Whose wish it was is told by the reason."""

    why = forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *Why.choices])
    words = forms.CharField(label=_("In words"), max_length=300, required=False)
