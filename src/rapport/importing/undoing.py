"""Takes an import back, in reverse: what it made is deleted, what it changed is put back.

What somebody has touched since is left as it is, and the journal says why.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q, QuerySet

from rapport.care.models import Visit
from rapport.feedback.aftercare.forms import forget_unfilled
from rapport.importing.deciding.known import TARGETS
from rapport.importing.holding import turn
from rapport.importing.models import Import, ImportedKey, ImportState, JournalEntry
from rapport.importing.writing.digest import beside_person, digest_of, plain
from rapport.lib.bulk import insert_many, update_many
from rapport.loyalty.forgetting import forget_thanks_for, forget_thanks_to, kept_by_wallets
from rapport.loyalty.models import Balance, LedgerLine, Reward
from rapport.outreach.task_actions import forget_made_tasks
from rapport.people.actions import index_patients, set_name_keys, touch
from rapport.people.models import (
    ChangedPatient,
    Consent,
    ContactPoint,
    HeldMove,
    LikelyDuplicate,
    Patient,
    PatientTag,
    SearchTerm,
    Standing,
    StandingChange,
    survivors_of,
)
from rapport.people.models.history import opened
from rapport.people.names import NAME_KEYS
from rapport.segmentation.models import PatientFacts

ENTRIES_AT_ONCE = 500
# ids are asked for as a stretch where it is at most so many times as long as they are many
_GAPS = 4
# in the order in which records may go: what refers to others first
_ORDER = (
    "care.payment",
    "appointments.appointment",
    "care.treatment",
    "care.visit",
    "people.contactpoint",
    "people.patienttag",
    "people.consent",
    "people.patient",
    "people.source",
    "people.household",
    "people.tag",
    "care.priceitem",
)
# worked out from the rest, or part of the person's own digest: they go with the person
_GO_ALONG: dict[str, tuple[type[Model], ...]] = {
    "people.patient": (
        SearchTerm,
        ChangedPatient,
        PatientFacts,
        Standing,
        StandingChange,
        HeldMove,
        LikelyDuplicate,
        ContactPoint,
        PatientTag,
        Consent,
        LedgerLine,
        Balance,
        Reward,
    ),
}


def undo_next_batch(import_id: int, claim: uuid.UUID) -> bool:
    """Take back the last entries of the journal; False when none is left. Raises Lost."""
    with turn(import_id, claim, ImportState.UNDOING) as imported:
        entries = list(imported.journal.filter(undone=False).order_by("-pk")[:ENTRIES_AT_ONCE])
        if not entries:
            _forget_keys(imported)
            return False
        _write_again([entry for entry in entries if entry.removed])
        _put_back(entries)
        for model in _ORDER:
            _delete(model, [entry for entry in entries if entry.model == model and entry.changes is None])
        kept = [(entry.kept, entry.pk) for entry in entries if entry.kept]
        update_many(JournalEntry, ["kept"], kept)
        JournalEntry.objects.filter(imported=imported, pk__gte=entries[-1].pk).update(undone=True)
        imported.done += len(entries)
        return True


def _write_again(entries: Sequence[JournalEntry]) -> None:
    """Write down removed records as they were, each with its id; with the person who stands for theirs now."""
    for entry in entries:
        fields: Any = apps.get_model(entry.model)._meta.concrete_fields
        said = {name: before for name, (before, _after) in (entry.changes or {}).items()}
        patient = survivors_of([said["patient_id"]]).get(said["patient_id"], said["patient_id"])
        said["patient_id"] = patient
        values = [f.get_db_prep_save(f.to_python(said[f.attname]), connection) for f in fields]
        insert_many(apps.get_model(entry.model), [field.column for field in fields], [values])
        touch([patient])


def _put_back(entries: Sequence[JournalEntry]) -> None:
    """Give changed fields their former values, the last change first; a field changed since stays."""
    changed = [entry for entry in entries if entry.changes is not None and not entry.removed]
    for model_name in {entry.model for entry in changed}:
        model = apps.get_model(model_name)
        own = [entry for entry in changed if entry.model == model_name]
        records = model._default_manager.in_bulk({entry.object_id for entry in own})
        names: set[str] = set()
        for entry in own:
            record = records.get(entry.object_id)
            if record is not None:
                names |= _put_back_one(entry, record)
        if names:
            _save(model, list(records.values()), names)


def _put_back_one(entry: JournalEntry, record: Model) -> set[str]:
    put: set[str] = set()
    for name, (before, after) in (entry.changes or {}).items():
        field: Any = record._meta.get_field(name)
        if plain(getattr(record, name)) == after:
            setattr(record, name, field.to_python(before) if before is not None else None)
            put.add(name.removesuffix("_id") if field.is_relation else name)
        else:
            entry.kept = "changed_since"
    return put


def _save(model: type[Model], records: list[Any], names: set[str]) -> None:
    if model is Patient:
        for patient in records:
            set_name_keys(patient)
        names = names | set(NAME_KEYS)
    model._default_manager.bulk_update(records, sorted(names), batch_size=100)
    if model is Patient:
        index_patients(records)
        touch(patient.pk for patient in records)
    elif hasattr(model, "patient_id"):
        touch(record.patient_id for record in records)


def _delete(model_name: str, entries: Sequence[JournalEntry]) -> None:
    """Delete created records, but for those changed or used by something else since."""
    if not entries:
        return
    model = apps.get_model(model_name)
    if model is Patient:
        forget_made_tasks(entry.object_id for entry in entries)
        forget_thanks_for(entry.object_id for entry in entries)
    elif model is Visit:
        forget_unfilled(entry.object_id for entry in entries)
    records = model._default_manager.in_bulk([entry.object_id for entry in entries])
    besides = _besides(records) if model is Patient else {}
    used = _used(model, records)
    if model is Patient:
        used |= kept_by_wallets(records)
    merged = survivors_of(entry.object_id for entry in entries) if model is Patient else {}
    going: list[int] = []
    for entry in entries:
        record = records.get(entry.object_id)
        if record is None:
            entry.kept = "merged_since" if entry.object_id in merged else ""
            continue
        if entry.object_id in used:
            entry.kept = "used_since"
        elif digest_of(record, besides.get(entry.object_id, ())) != entry.digest:
            entry.kept = "changed_since"
        else:
            going.append(entry.object_id)
    if model is Patient:
        forget_thanks_to(going)
    _take_away(model, going)
    _touch_people(model, [records[pk] for pk in going])


def _touch_people(model: type[Model], records: Iterable[Any]) -> None:
    if model is not Patient and hasattr(model, "patient_id"):
        people = {record.patient_id for record in records}
        touch(people)
        if model is ContactPoint:
            index_patients(list(Patient.objects.filter(pk__in=people)))


def _take_away(model: type[Model], ids: Sequence[int]) -> None:
    with opened("undoing an import"):
        for along in _GO_ALONG.get(model._meta.label_lower, ()):
            for field in _whose(along, model):
                _raw(along._default_manager.filter(**{f"{field.name}__in": ids}))
        _raw(model._default_manager.filter(pk__in=ids))


def _whose(along: type[Model], model: type[Model]) -> list[Any]:
    """The fields by which `along` belongs to `model`: a consent is the patient's, not its giver's."""
    return [f for f in along._meta.concrete_fields if f.related_model is model and f.name != "given_by"]


def _raw(records: QuerySet[Any]) -> None:
    # the journal has who did it: the audit of single changes would cost a row for each
    records._raw_delete(records.db)


def _besides(patients: dict[int, Any]) -> dict[int, list[object]]:
    """The part of people's digests that stands in other tables."""
    contacts: dict[int, list[ContactPoint]] = {}
    for contact in ContactPoint.objects.filter(patient__in=patients):
        contacts.setdefault(contact.patient_id, []).append(contact)
    tags: dict[int, list[int]] = {}
    for pk, tag in PatientTag.objects.filter(patient__in=patients).values_list("patient_id", "tag_id"):
        tags.setdefault(pk, []).append(tag)
    consents: dict[int, list[Consent]] = {}
    for consent in Consent.objects.filter(patient__in=patients):
        consents.setdefault(consent.patient_id, []).append(consent)
    return {pk: beside_person(contacts.get(pk, ()), tags.get(pk, ()), consents.get(pk, ())) for pk in patients}


def _used(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Which of these records something else refers to, apart from what goes along with them."""
    along = _GO_ALONG.get(model._meta.label_lower, ())
    wanted, used = set(ids), set[int]()
    for relation in model._meta.related_objects:
        related: Any = relation.related_model
        if related in along and relation.field in _whose(related, model):
            continue
        name = relation.field.name
        found = related._default_manager.filter(_near(name, wanted))
        used.update(found.values_list(name, flat=True).distinct())
    return used & wanted


def _near(name: str, ids: set[int]) -> Q:
    """That `name` refers to one of `ids`, or to one between them: what a batch created has ids in a row, and a
    stretch is asked for in a tenth of the time that hundreds of values take."""
    lowest, highest = min(ids, default=0), max(ids, default=0)
    if highest - lowest > _GAPS * len(ids):
        return Q(**{f"{name}__in": ids})
    return Q(**{f"{name}__gte": lowest, f"{name}__lte": highest})


def _forget_keys(imported: Import) -> None:
    """Rows that were taken back are unknown again; those of records that stay are known."""
    kept = imported.journal.exclude(kept="").filter(changes__isnull=True).values_list("model", "object_id")
    stays: dict[str, set[int]] = {}
    for model, pk in kept:
        stays.setdefault(model, set()).add(pk)
    for kind, target in TARGETS.items():
        keys, model = ImportedKey.objects.filter(imported=imported, kind=kind), target._meta.label_lower
        _raw(keys.exclude(target__in=stays[model]) if model in stays else keys)
    _revive(imported)


def _revive(imported: Import) -> None:
    """What this import had outdated holds again, unless another key stands in its place."""
    outdated = ImportedKey.objects.filter(outdated_by=imported)
    for key in outdated.order_by("-pk").iterator(chunk_size=1_000):
        taken = ImportedKey.objects.filter(branch=key.branch_id, kind=key.kind, key=key.key, outdated_by=None)
        if not taken.exists():
            key.outdated_by = None
            key.save(update_fields=["outdated_by"])
