from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.feedback.complaints import new_token
from rapport.feedback.complaints.raising import LONGEST
from rapport.feedback.models import ComplaintKind
from rapport.feedback.scores import HIGHEST, LOWEST


class LinkField(forms.RegexField):
    """The link by which it can be followed, made with the page: by it a form that is sent twice is known."""

    def __init__(self) -> None:
        super().__init__(r"^[\w-]{22}$", required=False, initial=new_token, widget=forms.HiddenInput)


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
    token = LinkField()


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
