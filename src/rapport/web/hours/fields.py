"""Fields of the forms of hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Chair
from rapport.staff.models import Branch


class ClockField(forms.TimeField):
    """A time of day, chosen in the browser's own control."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time", "class": "ctl"}, format="%H:%M"), **kwargs)


def chair_field(branch: Branch, **kwargs: Any) -> forms.Field:
    """A chair of `branch`, or whichever is free."""
    chairs = Chair.objects.filter(branch=branch, retired_at=None)
    return forms.ModelChoiceField(
        queryset=chairs,
        required=False,
        label=_("Chair"),
        empty_label=_("whichever is free"),
        widget=forms.Select(attrs={"class": "ctl"}),
        **kwargs,
    )
