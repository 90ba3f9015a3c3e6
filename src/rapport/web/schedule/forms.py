"""What is said at the desk of a time, of who gets it, and of why it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Wanted
from rapport.appointments.booking.reading import USUAL
from rapport.appointments.models import Appointment, Chair, Service, Why
from rapport.staff.models import Branch, User
from rapport.web.booking.signals import SignalsForm
from rapport.web.care.fields import DayField
from rapport.web.schedule.dentists import dentists_of

_MINUTE = timedelta(minutes=1)


class _ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M"], **kwargs)


class PlaceForm(forms.Form):
    """A service, a dentist or any, and from when until when by the clock of the branch."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"))
    dentist = forms.ModelChoiceField(
        User.objects.none(), label=_("Dentist"), required=False, empty_label=_("anybody who is free")
    )
    day = DayField(label=_("Day"))
    time = _ClockField(label=_("Time"))
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=5, max_value=600, help_text=_("Empty: as the service takes.")
    )
    beyond_hours = forms.BooleanField(
        label=_("Outside the working hours, on purpose"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        _choose(self, "service", Service.objects.given())
        _choose(self, "dentist", dentists_of(branch))

    def offer_beyond(self) -> None:
        """Let whoever reads the form say that they mean it."""
        self.fields["beyond_hours"].widget = forms.CheckboxInput()

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            self.branch,
            said["service"],
            self.starts_at(),
            dentist=said["dentist"],
            minutes=said["minutes"],
            beyond_hours=said["beyond_hours"],
        )

    def starts_at(self) -> datetime:
        day: date = self.cleaned_data["day"]
        clock: time = self.cleaned_data["time"]
        return self.branch.moment(day, clock)


class BookForm(SignalsForm, PlaceForm):
    """A new appointment, with what the client says meanwhile (LOY-2). `key` is of the form, so that sent twice it
    books once."""

    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].widget.attrs["data-focus"] = ""


class MoveForm(PlaceForm):
    """Another time for an appointment; what is not said stays as it is."""

    chair = forms.ModelChoiceField(
        Chair.objects.none(),
        label=_("Chair"),
        required=False,
        to_field_name="name",
        empty_label=_("whichever is free"),
        error_messages={"invalid_choice": _("This chair is not used any more. Choose another.")},
    )
    why = forms.ChoiceField(label=_("Why"), required=False, choices=[("", _("not said")), *Why.choices])

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        begins = appointment.branch.local(appointment.starts_at)
        ends = appointment.ends_at or appointment.starts_at + USUAL
        kwargs.setdefault("initial", {
            "service": appointment.booked_service_id, "dentist": appointment.dentist_id,
            "day": begins.date(), "time": begins.time(), "minutes": (ends - appointment.starts_at) // _MINUTE,
        })  # fmt: skip
        super().__init__(*args, branch=appointment.branch, **kwargs)
        if appointment.booked_service is not None:
            self.fields["service"].required = False
        _choose(self, "chair", Chair.objects.filter(branch=appointment.branch, retired_at=None))
        self.appointment = appointment

    def wanted(self) -> Wanted:
        return replace(super().wanted(), chair=self.cleaned_data["chair"])

    def clean_service(self) -> Service | None:
        return self.cleaned_data["service"] or self.appointment.booked_service


class CancelForm(forms.Form):
    """Whose wish it was is told by the reason."""

    # nothing is chosen beforehand: what nobody said would be counted as said
    why = forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *Why.choices])
    words = forms.CharField(label=_("In words"), max_length=300, required=False)


def _choose(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset
