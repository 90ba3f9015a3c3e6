"""Who gets nothing of an offer, so that what it brought can be told from what would have come anyway (CAM-8)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose

# of a hundred
SHARES: dict[int, Any] = {0: _("nobody"), 10: _("one in ten"), 20: _("one in five"), 50: _("half")}
USUAL = 10
# a visit counts so long after the day on which somebody came on a list of calls; then whom chance held back gets
# their turn
CALLS_COUNT_FOR = timedelta(days=60)


def share_of(purpose: str, asked: int) -> int:
    """How many of a hundred are held back: of offers alone, nobody goes without care for the sake of a figure."""
    return asked if purpose == Purpose.MARKETING else 0


def is_held_back(offer: bytes, patient: Patient, share: int) -> bool:
    """Whether chance holds `patient` back of `offer`, by its number or name of at most 64 bytes: the same answer
    whenever it is asked. A household is one lot, since whoever is turned to tells the others."""
    lot = f"household {patient.household_id}" if patient.household_id else f"person {patient.pk}"
    drawn = int.from_bytes(blake2b(lot.encode(), key=offer, digest_size=8).digest())
    return drawn % 100 < share
