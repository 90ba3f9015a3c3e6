"""The questions of LOY-2, as clients and the desk see them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Haste, Trouble
from rapport.appointments.signals import Signals

# minutes
_LONGEST_WAY = 600


class SignalsForm(forms.Form):
    """The signals of LOY-2, asked kindly, all of them optional; the desk asks them as well."""

    travel_minutes = forms.IntegerField(
        label=_("How many minutes is your way to us?"),
        min_value=0,
        max_value=_LONGEST_WAY,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    troubles = forms.MultipleChoiceField(
        label=_("What troubles you?"), choices=Trouble.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    haste = forms.ChoiceField(
        label=_("How soon would you like it done?"),
        choices=Haste.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    @property
    def signals(self) -> Signals:
        """What was said, once the form is valid."""
        told = self.cleaned_data
        return Signals(told.get("travel_minutes"), tuple(told["troubles"]), told["haste"])
