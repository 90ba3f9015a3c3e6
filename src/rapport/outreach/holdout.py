"""Who gets nothing of a mailing, so that what it brought can be told from what would have come anyway (CAM-8)."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose

# of a hundred
SHARES = (0, 10, 20, 50)
USUAL = 10


def share_of(purpose: str, asked: int) -> int:
    """How many of a hundred are held back: of offers alone, nobody goes without care for the sake of a figure."""
    return asked if purpose == Purpose.MARKETING else 0


def is_held_back(mailing: UUID, patient: Patient, share: int) -> bool:
    """Whether chance holds `patient` back: the same answer whenever it is asked. A household is one lot, since
    whoever is written to tells the others."""
    lot = f"household {patient.household_id}" if patient.household_id else f"person {patient.pk}"
    drawn = int.from_bytes(blake2b(lot.encode(), key=mailing.bytes, digest_size=8).digest())
    return drawn % 100 < share
