"""What somebody waits for, when they can come, and why they are taken off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.appointments.models import Appointment, PartOfDay, Service, WaitingOff
from rapport.appointments.models.hours import WEEKDAYS
from rapport.appointments.waiting import NewWish
from rapport.appointments.waiting.listing import USUAL
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.care.fields import DayField
from rapport.web.schedule.dentists import dentists_of


class WishForm(forms.Form):
    """A wish at the branch of `patient`."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"), empty_label=_("choose"))
    dentist = forms.ModelChoiceField(
        User.objects.none(), label=_("Dentist"), required=False, empty_label=_("anybody who is free")
    )
    first_day = DayField(label=pgettext_lazy("day", "From"))
    last_day = DayField(label=pgettext_lazy("day", "Until"))
    instead_of = forms.ModelChoiceField(
        Appointment.objects.none(),
        label=_("Instead of"),
        required=False,
        empty_label=_("nothing: they have no time yet"),
        help_text=_("They are offered earlier times alone, and give this one up for one."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("Days that suit"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    parts = forms.MultipleChoiceField(
        label=_("Parts of the day"),
        choices=PartOfDay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: any."),
    )

    def __init__(self, *args: Any, branch: Branch, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        self.fields["service"].widget.attrs["data-focus"] = ""
        self.initial = {"first_day": branch.today(), "last_day": branch.today() + USUAL, **self.initial}
        theirs = patient.appointments.expected().filter(branch=branch, starts_at__gt=clock.now())
        for name, queryset in (
            ("service", Service.objects.given()),
            ("dentist", dentists_of(branch)),
            ("instead_of", theirs.select_related("booked_service").order_by("starts_at")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        self.fields["instead_of"].label_from_instance = self._said  # type: ignore[attr-defined]

    def wish(self) -> NewWish:
        said = self.cleaned_data
        weekdays = [int(day) for day in said["weekdays"]]
        return NewWish(**{**said, "branch": self.branch, "weekdays": weekdays})

    def _said(self, appointment: Appointment) -> str:
        return f"{self.branch.local(appointment.starts_at):%Y-%m-%d %H:%M} · {appointment.what_for}"


class OffForm(forms.Form):
    why = forms.ChoiceField(label=_("Why"), choices=WaitingOff.choices)
    words = forms.CharField(label=_("In words"), max_length=200, required=False)
