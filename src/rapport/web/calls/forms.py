"""What a caller tells of a call, read and checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rapport.outreach.models import CallOutcome, StayAway


class ByTheirClock(forms.DateTimeField):
    """A moment by a clock that is not the reader's: read as it stands, though theirs may leave that hour out."""

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            return super().to_python(value)


class OutcomeForm(forms.Form):
    """How a call ended. `day` and `time` are the appointment, by the clock of the branch, `service` and `dentist`
    the ids of what is done and by whom; `moment` is when to call back and `until` the last day of thinking, as
    they said it: by their clock, in which nothing is read here."""

    outcome = forms.ChoiceField(choices=CallOutcome.choices)
    note = forms.CharField(required=False, max_length=1000)
    complaint = forms.CharField(required=False, max_length=1000)
    stays_away = forms.ChoiceField(choices=[("", ""), *StayAway.choices], required=False)
    words = forms.CharField(required=False, max_length=300)
    chooses_us = forms.CharField(required=False, max_length=300)
    offers = forms.MultipleChoiceField(choices=[("1", ""), ("2", "")], required=False)
    moment = ByTheirClock(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    time = forms.TimeField(required=False, input_formats=["%H:%M"])
    service = forms.IntegerField(required=False)
    dentist = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("day")) != bool(cleaned.get("time")):
            raise forms.ValidationError(_("An appointment needs both day and time."))
        return cleaned

    @property
    def problem(self) -> str:
        """What is wrong, in one sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
