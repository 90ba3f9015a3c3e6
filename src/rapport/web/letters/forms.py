"""The form of one letter to one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.outreach.models import Template
from rapport.outreach.models.purposes import BY_MESSAGE, TO_WRITE_FOR
from rapport.outreach.wording.actions import check_words
from rapport.staff.models import User


class LetterForm(forms.Form):
    """A template or own words, what for, and by which channel. `key` tells a second press of the button,
    `answers` whether they have their reply with it."""

    template = forms.ModelChoiceField(
        Template.objects.none(), label=_("Template"), required=False, empty_label=_("own words")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[(one.value, one.label) for one in TO_WRITE_FOR])
    channel = forms.ChoiceField(label=_("Channel"), choices=[(one.value, one.label) for one in BY_MESSAGE])
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 7}))
    # asked where they wrote and nobody has answered yet
    answers = forms.BooleanField(label=_("This answers what they wrote to us"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["template"]
        field.queryset = Template.objects.visible_to(user).in_use()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if {"channel", "body"} <= told.keys():
            try:
                check_words(told["channel"], told.get("subject", ""), told["body"])
            except Refused as refused:
                self.add_error("body", refused.message)
        return told
