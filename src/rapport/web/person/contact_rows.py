"""The ways to reach a person as rows of a form, as many as there are (REC-2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.contacts import read_contact
from rapport.people.models import ContactPoint
from rapport.people.models.contact import ContactKind

# more than anybody has; what a stranger sends beyond is not read
MOST_ROWS = 40
_ROW = re.compile(r"(contact-(?:\d{1,18}|new\d{1,3}))-value")
_PREFIX = re.compile(r"contact-(?:\d{1,18}|new\d{1,3})")


class ContactForm(forms.Form):
    """One row. `contact` is what it says, once it is valid; None for an empty row."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices, initial=ContactKind.PHONE)
    value = forms.CharField(label=_("Number or address"), max_length=200, required=False)
    label = forms.CharField(label=_("Whose or where"), max_length=60, required=False)
    verified = forms.BooleanField(label=_("verified"), required=False)
    preferred = forms.BooleanField(label=_("preferred"), required=False)
    do_not_use = forms.BooleanField(label=_("do not use"), required=False)

    contact: ContactPoint | None = None

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    @property
    def unreadable(self) -> bool:
        """Whether what is kept is no number or address that works."""
        return bool(self.initial.get("unreadable"))

    def boxes(self) -> list[forms.BoundField]:
        """The marks of REC-2."""
        return [self["verified"], self["preferred"], self["do_not_use"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = (data.get("value") or "").replace("\x00", "")
        if not text:
            if data.get("label"):
                self.add_error("value", _("Write the number or address, or empty the whole line."))
            return data
        try:
            self.contact = read_contact(data.get("kind", ""), text, self.region) if data.get("kind") else None
        except Refused as refused:
            self.add_error("value", refused.message)
        if self.contact is not None:
            self._mark(self.contact, data)
        return data

    def _mark(self, contact: ContactPoint, data: dict[str, Any]) -> None:
        contact.label = data.get("label") or contact.label
        contact.preferred, contact.do_not_use = bool(data.get("preferred")), bool(data.get("do_not_use"))
        contact.verified_at = clock.now() if data.get("verified") else None
        if contact.preferred and contact.do_not_use:
            self.add_error("do_not_use", _("It cannot be preferred and not to be used."))


def rows_of(
    contacts: Iterable[ContactPoint], region: str, *, known: Mapping[str, str] | None = None
) -> list[ContactForm]:
    """A row for each of `contacts`, and an empty one, or what is `known` of it."""
    rows = [
        ContactForm(prefix=f"contact-{contact.pk}", initial=_initial(contact), region=region)
        for contact in contacts
    ]
    return [*rows, empty_row(1, region, known=known)]


def empty_row(number: int, region: str, *, known: Mapping[str, str] | None = None) -> ContactForm:
    return ContactForm(prefix=f"contact-new{number}", region=region, initial=dict(known or {}))


def rows_sent(data: Mapping[str, Any], region: str) -> list[ContactForm]:
    """The rows that `data` holds, in its order."""
    prefixes = [match[1] for name in data if (match := _ROW.fullmatch(name))]
    return [ContactForm(data, prefix=prefix, region=region) for prefix in prefixes[:MOST_ROWS]]


def row_of(name: str) -> str:
    """The row an input belongs to; "" for an input that is not of a row."""
    found = _PREFIX.match(name)
    return found[0] if found else ""


def read_rows(rows: Iterable[ContactForm]) -> list[ContactPoint] | None:
    """What valid rows say, None when one of them is wrong or the same stands there twice."""
    found: dict[tuple[str, str, str], ContactPoint] = {}
    right = True
    for row in rows:
        if not row.is_valid():
            right = False
        elif row.contact is not None:
            key = (row.contact.kind, row.contact.value, row.contact.extension)
            if key in found:
                row.add_error("value", _("This stands here twice."))
                right = False
            found[key] = row.contact
    return list(found.values()) if right else None


def _initial(contact: ContactPoint) -> dict[str, Any]:
    value = f"{contact.value} #{contact.extension}" if contact.extension else contact.value
    return {
        "kind": contact.kind,
        "value": value,
        "label": contact.label,
        "verified": contact.verified_at is not None,
        "preferred": contact.preferred,
        "do_not_use": contact.do_not_use,
        "unreadable": not contact.valid,
    }
