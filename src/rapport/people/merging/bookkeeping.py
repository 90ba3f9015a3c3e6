"""What follows from the records themselves once merged or parted: written anew, and told to the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from auditlog.models import LogEntry

from rapport.people.actions import index_patients, name_keys, touch
from rapport.people.models import Merge, Patient
from rapport.staff.models import User


def refresh_record(pk: int, *, at: datetime, version: int) -> None:
    """Make whole again what is worked out from a record: keys of the name, search terms, facts."""
    patient = Patient.objects.get(pk=pk)
    Patient.objects.filter(pk=pk).update(**name_keys(patient), updated_at=at, version=version)
    index_patients([patient])
    touch([pk])


def audit(
    record: Patient, action: int, merge: Merge, *, by: User | None, changes: Mapping[str, Sequence[str]]
) -> None:
    """One line for a record; the journal of the merge has the rest."""
    told = {"merge": merge.pk, "lost": merge.lost_id, "survivor": merge.survivor_id}
    LogEntry.objects.log_create(
        record, action=action, actor=by, changes=dict(changes), additional_data=told, force_log=True
    )
