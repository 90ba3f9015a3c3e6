"""People written down and changed, with what hangs on them, and made findable."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.blank import Blank
from rapport.lib.bulk import create_many
from rapport.lib.refusal import Refused
from rapport.people import names
from rapport.people.actions.indexing import index_newcomers
from rapport.people.actions.marks import touch
from rapport.people.models import (
    Consent,
    ContactPoint,
    Patient,
    PatientTag,
    Tag,
)
from rapport.staff.models import User

FILE_NUMBER_TAKEN = _("Another record of this branch has this number. Take another one.")
_TAGGED = Blank(PatientTag)


@dataclass(frozen=True)
class NewPatient:
    """A person about to be written down: the record, and what hangs on it. Nothing in it has an id yet."""

    patient: Patient
    contacts: Sequence[ContactPoint] = ()
    tags: Sequence[Tag] = ()
    consents: Sequence[Consent] = field(default_factory=tuple)


@transaction.atomic
def register_patients(newcomers: Sequence[NewPatient], *, by: User | None) -> list[Patient]:
    """Write down people in a handful of statements, findable at once. Gives them in the same order, with ids.

    The caller keeps the record of who did it (the journal of an import, the audit of a form).
    """
    for newcomer in newcomers:
        set_name_keys(newcomer.patient)
    patients = create_many(Patient, (newcomer.patient for newcomer in newcomers))
    contacts, tagged, consents = [], [], []
    batch = uuid.uuid4()
    for newcomer in newcomers:
        for contact in newcomer.contacts:
            contact.patient = newcomer.patient
            contacts.append(contact)
        patient_id, by_id = newcomer.patient.pk, by.pk if by else None
        tagged += [
            _TAGGED(patient_id=patient_id, tag_id=tag.pk, by_id=by_id, batch=batch) for tag in newcomer.tags
        ]
        for consent in newcomer.consents:
            consent.patient, consent.recorded_by = newcomer.patient, by
            consents.append(consent)
    create_many(ContactPoint, contacts)
    create_many(PatientTag, tagged)
    create_many(Consent, consents)
    index_newcomers([(newcomer.patient, newcomer.contacts) for newcomer in newcomers])
    # who brought them is told by how many
    touch(filter(None, (pk for patient in patients for pk in (patient.pk, patient.referrer_id))))
    return patients


@transaction.atomic
def register_patient(newcomer: NewPatient, *, by: User | None) -> Patient:
    """Write down one person, with a line of audit; `by` None: they did so themselves, online.

    Refused: file_number_taken (it was free a moment ago).
    """
    try:
        with transaction.atomic():
            [patient] = register_patients([newcomer], by=by)
    except IntegrityError as taken:
        raise Refused("file_number_taken", FILE_NUMBER_TAKEN) from taken
    changes = model_instance_diff(None, patient)
    LogEntry.objects.log_create(
        patient, action=LogEntry.Action.CREATE, changes=changes, actor=by, timestamp=clock.now()
    )
    return patient


def name_keys(patient: Patient) -> dict[str, str]:
    """What lists are sorted and names compared by."""
    parts = (patient.family_name, patient.given_name, patient.middle_name, patient.full_name)
    return {
        "sort_key": names.sort_key(*parts)[:200],
        "name_key": names.fold(patient.full_name)[:200],
        "given_key": names.fold(patient.given_name)[:100],
    }


def set_name_keys(patient: Patient) -> None:
    """Give `patient` the keys of its name; to be called before saving a changed one."""
    for key, value in name_keys(patient).items():
        setattr(patient, key, value)
