"""What somebody who books is asked. Everything is typed by strangers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import PartOfDay
from rapport.appointments.models.hours import WEEKDAYS
from rapport.appointments.online.newcomers import ASKED, Newcomer
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.consents.texts import body_in_force
from rapport.people.contacts import read_contact
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose, hash_of
from rapport.people.models.contact import ContactKind
from rapport.people.models.signing import Relation
from rapport.staff.models import Branch
from rapport.web.booking.signals import SignalsForm

# letters of any script with what stands between names; an address of a page is no name
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’·\-]|\.(?= |$))*")
_NO_NAME = _("Write the name in letters, as it stands in the passport.")
_LONGEST_NAME = 60
# nobody reads and fills in faster, in seconds
_FASTEST = 3


@dataclass(frozen=True)
class Texts:
    """What is read before agreeing, by its purpose, in one language."""

    language: str
    bodies: Mapping[Purpose, str]

    @classmethod
    def at(cls, branch: Branch, language: str) -> Texts:
        return cls(language, {purpose: body_in_force(branch, purpose, language)[0] for purpose in ASKED})

    @property
    def seal(self) -> str:
        """Tells these texts from all others."""
        return hash_of("\0".join(self.bodies.values()))


class AskingForm(SignalsForm):
    """What everybody is asked; `website` is for machines alone, which fill in every field, and fast."""

    remark = forms.CharField(
        label=_("Anything the dentist should know?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = _signer().sign(str(int(clock.now().timestamp())))

    @property
    def by_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not _took_time(told.get("opened", "")):
            raise forms.ValidationError(_("That was very quick. Look it over once more, then book."))
        return told


class NewcomerForm(AskingForm):
    """Somebody new: who comes, whose phone it is, and what they agree to."""

    name = forms.CharField(
        label=_("Name"), max_length=_LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    birth_date = forms.DateField(
        label=_("Birth date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    whom = forms.ChoiceField(
        label=_("Whom is the visit for?"),
        choices=[("me", _("for me")), ("other", _("for somebody else"))],
        initial="me",
        widget=forms.RadioSelect,
    )
    booker = forms.CharField(label=_("Your own name"), max_length=_LONGEST_NAME, required=False)
    relation = forms.ChoiceField(
        label=_("You are"), choices=[one for one in Relation.choices if one[0]], required=False
    )
    processing = forms.BooleanField(
        error_messages={"required": _("Without this consent we may not write you down. Call us instead.")}
    )
    care = forms.BooleanField(required=False)
    marketing = forms.BooleanField(required=False)
    # which texts the page showed
    texts_read = forms.CharField(required=False)

    def __init__(self, branch: Branch, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch, self.texts = branch, Texts.at(branch, language)

    def clean_name(self) -> str:
        return _name(self.cleaned_data["name"])

    def clean_booker(self) -> str:
        return _name(self.cleaned_data["booker"]) if self.cleaned_data["booker"] else ""

    def clean_phone(self) -> str:
        """In E.164, read by the country of the branch."""
        wrong = _("This is no phone number. Write it with the code of the area or the country.")
        try:
            point = read_contact(ContactKind.PHONE, self.cleaned_data["phone"], self.branch.region)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None
        if not point.valid:
            raise forms.ValidationError(wrong)
        return point.value

    def clean_birth_date(self) -> Any:
        born, today = self.cleaned_data["birth_date"], self.branch.today()
        if (born and not today.year - 120 <= born.year <= today.year) or (born and born > today):
            raise forms.ValidationError(_("This day cannot be a birth date."))
        return born

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        self._demand_read(told.get("texts_read", ""))
        if told.get("whom") == "other":
            if not told.get("booker") and "booker" not in self.errors:
                self.add_error("booker", _("Write your own name too: we call you."))
            if not told.get("birth_date") and "birth_date" not in self.errors:
                self.add_error(
                    "birth_date", _("For somebody else we need the birth date: a child has a guardian.")
                )
        return told

    def _demand_read(self, seal: str) -> None:
        """Nobody agrees to what they have not read: a text published since, or in another language (REC-11)."""
        if seal != self.texts.seal:
            data: Any = self.data
            self.data = data = data.copy()
            for purpose in ASKED:
                data.pop(purpose, None)
            raise forms.ValidationError(_("What you are asked to agree to has changed. Read it again, then book."))

    def newcomer(self) -> Newcomer:
        told = self.cleaned_data
        other = told["whom"] == "other"
        return Newcomer(
            told["name"],
            told["phone"],
            self.texts.language,
            told["birth_date"],
            told["booker"] if other else "",
            told["relation"] if other else "",
            [purpose for purpose in ASKED if told.get(purpose)],
        )


class WaitingForm(NewcomerForm):
    """Somebody new whom no time suits: who they are, and when they could come."""

    # these are asked when a visit is booked
    travel_minutes = troubles = haste = remark = None  # type: ignore[assignment]
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days that suit"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    parts = forms.MultipleChoiceField(
        label=_("Parts of the day"),
        choices=PartOfDay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class KnownForm(AskingForm):
    """Somebody recognised by a code: for whom of theirs the visit is."""

    patient = forms.TypedChoiceField(label=_("Whom is the visit for?"), widget=forms.RadioSelect)

    def __init__(self, people: list[Patient], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        field = self.fields["patient"]
        field.choices = [(pk, one.given_name or one.full_name) for pk, one in self.people.items()]  # type: ignore[attr-defined]
        field.initial = next(iter(self.people))
        if people[0].travel_minutes is not None:
            del self.fields["travel_minutes"]

    def clean_patient(self) -> Patient:
        return self.people[self.cleaned_data["patient"]]


class PhoneForm(forms.Form):
    phone = NewcomerForm.base_fields["phone"]
    clean_phone = NewcomerForm.clean_phone

    def __init__(self, branch: Branch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not _NAME.fullmatch(name):
        raise forms.ValidationError(_NO_NAME)
    return name


def _signer() -> Signer:
    return Signer(salt="rapport.web.booking")


def _took_time(opened: str) -> bool:
    try:
        since = int(_signer().unsign(opened))
    except (BadSignature, ValueError):
        return False
    return clock.now().timestamp() - since >= _FASTEST
