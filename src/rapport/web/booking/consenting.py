"""What somebody new agrees to on a page, each apart, and what they typed there (REC-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rapport.appointments.online.newcomers import ASKED
from rapport.web.booking.forms import AskingForm, KnownForm, NewcomerForm


@dataclass(frozen=True)
class Consenting:
    """One consent on the page, apart from the others: its text and its box."""

    field: Any
    label: str
    body: str
    needed: bool


def typed(form: AskingForm) -> AskingForm:
    """The same form with what was typed and no word about what is missing; what was agreed to stays with the texts
    that were read."""
    kept = {
        name: field.widget.value_from_datadict(form.data, form.files, name) for name, field in form.fields.items()
    }
    if isinstance(form, KnownForm):
        return KnownForm(list(form.people.values()), initial=kept)
    assert isinstance(form, NewcomerForm)
    if kept["texts_read"] != form.texts.seal:
        kept |= dict.fromkeys(ASKED, False)
    return type(form)(form.branch, form.texts.language, initial=kept)


def consents_in(form: NewcomerForm) -> Iterator[Consenting]:
    labels = {
        "processing": _("I agree that the clinic keeps and uses my data for the treatment"),
        "care": _("Remind me of my visits and write to me about my treatment"),
        "marketing": _("Tell me about offers and events"),
    }
    for purpose, body in form.texts.bodies.items():
        yield Consenting(form[purpose.value], labels[purpose.value], body, purpose == ASKED[0])
