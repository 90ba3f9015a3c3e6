"""A record changed by hand. Two who edit it at once never lose an edit: see `Outdated`."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.indexing import index_patients
from rapport.people.actions.marks import hold_all, touch
from rapport.people.actions.records import FILE_NUMBER_TAKEN, name_keys
from rapport.people.circles import in_a_circle
from rapport.people.models import ContactPoint, Patient, PatientTag
from rapport.staff.models import User


class Outdated(Exception):  # noqa: N818 not an error of anybody's: the two edits have to be put together
    """The record is of a newer version than the one that was edited. Nothing has been written."""


@dataclass(frozen=True)
class Edited:
    """A record as it is to be. `contacts` are unsaved and are all there will be; None leaves them as they are."""

    fields: Mapping[str, Any]
    contacts: Sequence[ContactPoint] | None
    tags: Collection[int] | None


@transaction.atomic
def edit_patient(pk: int, edited: Edited, *, version: int, by: User | None) -> Patient:
    """Write `edited` over version `version` of the record, whole: fields, contacts, tags (REC-1, REC-2, REC-8).

    `by` None: the client, who filled in a questionnaire.

    Raises Outdated when anybody has changed the record since that version was read.
    Refused: file_number_taken, merged_away, referrer_circle.
    """
    referrer = edited.fields.get("referrer")
    hold_all([pk, referrer.pk] if referrer else [pk])
    before = Patient.objects.get(pk=pk)
    if referrer and referrer.pk != before.referrer_id and in_a_circle(pk, referrer.pk, _referrer_of):
        raise Refused(
            "referrer_circle",
            _("They came through this person, and so did not bring them. Pick somebody else."),
        )
    patient = copy.copy(before)
    for name, value in edited.fields.items():
        setattr(patient, name, value)
    values = {**edited.fields, **name_keys(patient), "updated_at": clock.now()}
    # one statement looks and writes: between a look and a write another edit could go in and be lost
    try:
        with transaction.atomic():
            written = Patient.objects.filter(_still(version), pk=pk).update(**values)
    except IntegrityError as taken:
        raise Refused("file_number_taken", FILE_NUMBER_TAKEN) from taken
    if not written:
        raise Outdated
    _record(before, patient, by)
    if edited.contacts is not None:
        _put_contacts(patient, edited.contacts)
    if edited.tags is not None:
        _put_tags(patient, edited.tags, by)
    patient.version = version + 1
    index_patients([patient])
    # whoever brought them, and whoever was thought to have
    touch(filter(None, (pk, before.referrer_id, patient.referrer_id)))
    return patient


@transaction.atomic
def write_fields(patient: Patient, *, by: User | None, **fields: Any) -> None:
    """Write a few fields that no page keeps open for long, whatever the version; with a line of audit.

    Refused: merged_away.
    """
    hold_all([patient.pk])
    before = Patient.objects.get(pk=patient.pk)
    after = copy.copy(before)
    for name, value in fields.items():
        setattr(after, name, value)
        setattr(patient, name, value)
    Patient.objects.filter(pk=patient.pk).update(**fields, updated_at=clock.now())
    _record(before, after, by)
    touch([patient.pk])


def _referrer_of(pk: int) -> int | None:
    found: int | None = Patient.objects.filter(pk=pk).values_list("referrer_id", flat=True).first()
    return found


def _still(version: int) -> Q:
    return Q(version=version)


def _record(before: Patient, after: Patient, by: User | None) -> None:
    """The line of audit that `save` would have written."""
    changes = model_instance_diff(before, after)
    if changes:
        LogEntry.objects.log_create(after, action=LogEntry.Action.UPDATE, changes=changes, actor=by)


def _put_contacts(patient: Patient, wanted: Sequence[ContactPoint]) -> None:
    known = {(c.kind, c.value, c.extension): c for c in patient.contacts.all()}
    for contact in wanted:
        held = known.pop((contact.kind, contact.value, contact.extension), None)
        if held is None:
            contact.patient = patient
            contact.save()
        else:
            _bring_up_to_date(held, contact)
    for dropped in known.values():
        dropped.delete()


def _bring_up_to_date(held: ContactPoint, wanted: ContactPoint) -> None:
    """The marks and the label; the day on which it was verified first stays."""
    if held.verified_at and wanted.verified_at:
        wanted.verified_at = held.verified_at
    said = ("valid", "label", "verified_at", "preferred", "do_not_use")
    if any(getattr(held, name) != getattr(wanted, name) for name in said):
        for name in said:
            setattr(held, name, getattr(wanted, name))
        held.save()


def _put_tags(patient: Patient, wanted: Collection[int], by: User | None) -> None:
    held = {tagged.tag_id: tagged for tagged in patient.tagged.all()}
    for tag_id in sorted(set(wanted) - held.keys()):
        PatientTag.objects.create(patient=patient, tag_id=tag_id, by=by)
    for tag_id in held.keys() - set(wanted):
        held[tag_id].delete()
