"""Writes on people that cross objects. Each one is whole or not at all, and marks the people it changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, Model, OuterRef, QuerySet, UUIDField, Value

from rapport.lib import clock
from rapport.lib.bulk import insert_many
from rapport.people import names
from rapport.people.models import (
    ChangedPatient,
    Consent,
    ContactPoint,
    Note,
    Patient,
    PatientTag,
    SearchTerm,
    Tag,
)
from rapport.people.models.contact import ContactKind
from rapport.staff.models import User


@dataclass(frozen=True)
class NewPatient:
    """A person about to be written down: the record, and what hangs on it. Nothing in it has an id yet."""

    patient: Patient
    contacts: Sequence[ContactPoint] = ()
    tags: Sequence[Tag] = ()
    consents: Sequence[Consent] = field(default_factory=tuple)


def touch(patient_ids: Iterable[int]) -> None:
    """Mark people as changed, in the transaction of the change; facts follow within seconds."""
    insert_many(ChangedPatient, ("patient_id",), ((pk,) for pk in sorted(set(patient_ids))))


@transaction.atomic
def register_patients(newcomers: Sequence[NewPatient], *, by: User | None) -> list[Patient]:
    """Write down people in a handful of statements, findable at once. Gives them in the same order, with ids.

    The caller keeps the record of who did it (the journal of an import, the audit of a form).
    """
    for newcomer in newcomers:
        set_sort_key(newcomer.patient)
    patients = Patient.objects.bulk_create([newcomer.patient for newcomer in newcomers])
    contacts, tagged, consents = [], [], []
    batch = uuid.uuid4()
    for newcomer in newcomers:
        for contact in newcomer.contacts:
            contact.patient = newcomer.patient
            contacts.append(contact)
        tagged += [PatientTag(patient=newcomer.patient, tag=tag, by=by, batch=batch) for tag in newcomer.tags]
        for consent in newcomer.consents:
            consent.patient, consent.recorded_by = newcomer.patient, by
            consents.append(consent)
    ContactPoint.objects.bulk_create(contacts)
    PatientTag.objects.bulk_create(tagged)
    Consent.objects.bulk_create(consents)
    index_patients(patients)
    touch(patient.pk for patient in patients)
    return patients


def set_sort_key(patient: Patient) -> None:
    """Give `patient` the key its lists are sorted by; to be called before saving a changed name."""
    patient.sort_key = names.sort_key(
        patient.family_name, patient.given_name, patient.middle_name, patient.full_name
    )[:200]


@transaction.atomic
def index_patients(patients: Sequence[Patient]) -> None:
    """Make `patients` findable by what their records say now; the terms of before are taken away."""
    ids = [patient.pk for patient in patients]
    SearchTerm.objects.filter(patient__in=ids).delete()
    others: dict[int, set[str]] = {pk: set() for pk in ids}
    for pk, kind, value in ContactPoint.objects.filter(patient__in=ids).values_list("patient_id", "kind", "value"):
        others[pk] |= names.phone_terms(value) if kind == ContactKind.PHONE else {names.fold(value)}
    insert_many(
        SearchTerm,
        ("patient_id", "term"),
        (
            (patient.pk, term)
            for patient in patients
            for term in sorted(_terms(patient) | {t[:64] for t in others[patient.pk] if t})
        ),
    )


def _terms(patient: Patient) -> set[str]:
    terms = names.search_terms(patient.full_name, patient.family_name, patient.given_name, patient.middle_name)
    if patient.file_number:
        number = names.fold(patient.file_number)
        terms = terms | {number, number.lstrip("0") or "0"}
    return {term[:64] for term in terms if term}


@transaction.atomic
def change_patient(patient: Patient, *, contacts: Sequence[ContactPoint] | None = None) -> None:
    """Save a changed record (audited), and its contact points when given, exactly these; findable at once."""
    set_sort_key(patient)
    patient.save()
    if contacts is not None:
        kept = {(c.kind, c.value, c.extension): c for c in patient.contacts.all()}
        for contact in contacts:
            if kept.pop((contact.kind, contact.value, contact.extension), None) is None:
                contact.patient = patient
                contact.save()
        for dropped in kept.values():
            dropped.delete()
    index_patients([patient])
    touch([patient.pk])


@transaction.atomic
def write_note(patient: Patient, text: str, *, by: User, at: datetime | None = None) -> Note:
    """Keep what a member of staff wrote on a card (REC-7)."""
    note = Note.objects.create(patient=patient, text=text, by=by, at=at or clock.now())
    touch([patient.pk])
    return note


@transaction.atomic
def tag_patients(people: QuerySet[Patient] | Iterable[int], tag: Tag, *, by: User) -> tuple[uuid.UUID, int]:
    """Put `tag` on people who do not have it. Gives the batch to undo it by, and how many got it.

    A queryset is never read into memory: one statement tags everyone in it, one marks them as changed.
    """
    if not isinstance(people, QuerySet):
        people = Patient.objects.filter(pk__in=set(people))
    batch = uuid.uuid4()
    missing = people.order_by().exclude(Exists(PatientTag.objects.filter(tag=tag, patient=OuterRef("pk"))))
    wanted = missing.annotate(
        batch=Value(batch, UUIDField()), by=Value(by.pk), at=Value(clock.now(), DateTimeField())
    ).values_list("pk", Value(tag.pk), "batch", "by", "at")
    added = _insert(PatientTag, ("patient_id", "tag_id", "batch", "by_id", "at"), wanted)
    _touch_batch(batch)
    _record_batch(tag, batch, by, {"tagged": added})
    return batch, added


@transaction.atomic
def untag_batch(batch: uuid.UUID, *, by: User) -> int:
    """Take back what one `tag_patients` of this user put on; how many lost it."""
    tagged = PatientTag.objects.filter(batch=batch, by=by)
    first = tagged.select_related("tag").first()
    if first is None:
        return 0
    _touch_batch(batch)
    # one statement, past the audit of single rows: the audit has the batch as a whole
    removed: int = tagged._raw_delete(tagged.db)
    _record_batch(first.tag, batch, by, {"untagged": removed})
    return removed


def _touch_batch(batch: uuid.UUID) -> None:
    _insert(ChangedPatient, ("patient_id",), PatientTag.objects.filter(batch=batch).values_list("patient_id"))


def _insert(model: type[Model], columns: Sequence[str], rows: QuerySet[Any, Any]) -> int:
    """INSERT … SELECT of `rows`, leaving out those that are there already; how many went in."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # it is plain without asking that there are none
        return 0
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        # the names are our own columns, the condition only parts SELECT from ON for SQLite
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) '  # noqa: S608
            f"SELECT * FROM ({sql}) AS wanted WHERE true ON CONFLICT DO NOTHING",
            params,
        )
        return int(cursor.rowcount)


def _record_batch(tag: Tag, batch: uuid.UUID, by: User, counts: dict[str, int]) -> None:
    """One line of audit for many people: the rows of the batch say who they were."""
    LogEntry.objects.log_create(
        tag,
        action=LogEntry.Action.UPDATE,
        actor=by,
        changes={},
        additional_data={"batch": str(batch), **counts},
        force_log=True,
    )


def give_consent(
    patient: Patient, purpose: str, *, by: User | None, given_on: date | None, how: str = ""
) -> Consent:
    """Record that a person agreed to one purpose (REC-11)."""
    with transaction.atomic():
        consent = Consent.objects.create(
            patient=patient, purpose=purpose, given_on=given_on, how=how, recorded_by=by
        )
        touch([patient.pk])
    return consent
