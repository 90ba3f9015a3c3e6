from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.feedback.complaints.raising import LONGEST
from rapport.feedback.models import ComplaintKind
from rapport.feedback.scores import HIGHEST, LOWEST


class SayingForm(forms.Form):
    """What somebody outside wishes to say; `website` is for machines alone, which fill in every field."""

    words = forms.CharField(
        label=_("What was not right?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is about"),
        choices=ComplaintKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stranger = forms.CharField(
        label=_("Your name and phone, if you wish an answer"), max_length=300, required=False
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )


class AddingForm(forms.Form):
    words = forms.CharField(
        label=_("Anything to add?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class ScoreForm(forms.Form):
    points = forms.TypedChoiceField(
        label=_("How satisfied are you now?"),
        choices=[(n, str(n)) for n in range(LOWEST, HIGHEST + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
