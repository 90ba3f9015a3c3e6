"""What the desk writes down about a consent that was not signed on the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.people.actions import Giver
from rapport.people.models import Patient
from rapport.people.models.consent import Channel, Reason, Said, Way
from rapport.people.models.consent_text import Purpose
from rapport.people.models.signing import Relation

_BY_HAND = (Way.PAPER, Way.SPOKEN, Way.PHONE, Way.MESSAGE)


class _Said(forms.Form):
    """Who said something about what, and how."""

    purpose = forms.ChoiceField(label=_("About"), choices=Purpose.choices)
    channel = forms.ChoiceField(label=_("By which way"), choices=Channel.choices, required=False)
    how = forms.ChoiceField(label=_("How"), choices=[(way.value, way.label) for way in _BY_HAND])
    relation = forms.ChoiceField(label=_("Said by"), choices=Relation.choices, required=False)
    giver_name = forms.CharField(label=_("Name, where it was not the person"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("relation") and not said.get("giver_name"):
            self.add_error("giver_name", _("Write the name of who said it."))
        return said

    def giver(self, patient: Patient) -> Giver | None:
        """Who spoke for `patient`, None where they did so themselves."""
        said = self.cleaned_data
        guardian = patient.guardian if patient.guardian_id else None
        known = guardian if guardian and guardian.full_name == said["giver_name"] else None
        return Giver(said["giver_name"], said["relation"], known) if said["relation"] else None


class WordForm(_Said):
    """A consent on paper or in words, or a refusal with its reason (BAS-1)."""

    said = forms.ChoiceField(
        label=_("What was said"), choices=[(one.value, one.label) for one in (Said.GIVEN, Said.REFUSED)]
    )
    reason = forms.ChoiceField(label=_("Why not"), choices=Reason.choices, required=False)
    day = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    expires_on = forms.DateField(
        label=_("Holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = (
        "purpose",
        "said",
        "reason",
        "channel",
        "how",
        "day",
        "expires_on",
        "relation",
        "giver_name",
        "note",
    )


class WithdrawalForm(_Said):
    """A consent taken back: who asked, how and why."""

    field_order = ("purpose", "channel", "how", "relation", "giver_name", "note")
