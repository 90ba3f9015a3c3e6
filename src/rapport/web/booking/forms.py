"""What somebody who books is asked. Everything is typed by strangers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Haste, Trouble
from rapport.appointments.online.newcomers import ASKED, Newcomer
from rapport.appointments.signals import Signals
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.contacts import read_contact
from rapport.people.models import Patient
from rapport.people.models.contact import ContactKind
from rapport.people.models.signing import Relation
from rapport.staff.models import Branch

# letters of any script with what stands between names; an address of a page is no name
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’·\-]|\.(?= |$))*")
_NO_NAME = _("Write the name in letters, as it stands in the passport.")
_LONGEST_NAME = 60
# nobody reads and fills in faster, in seconds
_FASTEST = 3
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

    def __init__(self, branch: Branch, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch

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
        if told.get("whom") == "other":
            if not told.get("booker") and "booker" not in self.errors:
                self.add_error("booker", _("Write your own name too: we call you."))
            if not told.get("birth_date") and "birth_date" not in self.errors:
                self.add_error(
                    "birth_date", _("For somebody else we need the birth date: a child has a guardian.")
                )
        return told

    def newcomer(self, language: str) -> Newcomer:
        told = self.cleaned_data
        other = told["whom"] == "other"
        return Newcomer(
            told["name"],
            told["phone"],
            language,
            told["birth_date"],
            told["booker"] if other else "",
            told["relation"] if other else "",
            [purpose for purpose in ASKED if told.get(purpose)],
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
    name = " ".join(text.split())
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
