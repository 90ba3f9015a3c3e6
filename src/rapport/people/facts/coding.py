"""Choices and sets of the record as codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import TextChoices

from rapport.lib.bits import in_order
from rapport.lib.facts import Codes
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind
from rapport.people.models.tag import BuiltInTag

CONTACT_BITS = in_order(ContactKind)

CONSENT_BITS = in_order(Purpose)

NEED_BITS = in_order(tag for tag in BuiltInTag if tag != BuiltInTag.HAS_VISITED)


def coded(choices: type[TextChoices], places: Mapping[str, int] | None = None) -> Callable[[], Codes]:
    """The codes of choices that the product knows; `places` where they are bits of a set."""
    return lambda: Codes({str(one): one.label for one in choices if one}, bits=places)
