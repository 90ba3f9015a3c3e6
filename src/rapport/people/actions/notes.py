"""Notes on cards."""

from datetime import datetime

from django.db import transaction

from rapport.lib import clock
from rapport.people.actions.marks import touch
from rapport.people.models import Note, Patient
from rapport.staff.models import User


@transaction.atomic
def write_note(patient: Patient, text: str, *, by: User, at: datetime | None = None) -> Note:
    """Keep what a member of staff wrote on a card (REC-7)."""
    note = Note.objects.create(patient=patient, text=text, by=by, at=at or clock.now())
    touch([patient.pk])
    return note
