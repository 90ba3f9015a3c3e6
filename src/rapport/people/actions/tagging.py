"""Tags put on many people at once, and taken off again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, UUIDField, Value

from rapport.lib import clock
from rapport.lib.bulk import insert_from, insert_held
from rapport.people.actions.marks import hold_rows
from rapport.people.models import ChangedPatient, Patient, PatientTag, Tag, survivors_of
from rapport.people.models.tag import BuiltInTag
from rapport.staff.models import User


def ensure_tags(model: Any = Tag) -> None:
    """Have the built-in tags (REC-8). `model` is that of a migration, if it asks."""
    model.objects.bulk_create(
        (model(name=code, built_in=code) for code in BuiltInTag.values), ignore_conflicts=True
    )


@transaction.atomic
def tag_patients(people: QuerySet[Patient] | Iterable[int], tag: Tag, *, by: User) -> tuple[uuid.UUID, int]:
    """Put `tag` on people who do not have it. Gives the batch to undo it by, and how many got it.

    A queryset is never read into memory: one statement tags everyone in it, one marks them as changed. Whoever is
    tagged is held: nobody is merged away until this is done, and for a record that is merged away at this moment
    the one that stands gets the tag.
    """
    if not isinstance(people, QuerySet):
        asked = set(people)
        people = Patient.objects.filter(pk__in=asked.union(survivors_of(asked).values()))
    batch = uuid.uuid4()
    added, gone = _put(people, tag, batch, by)
    while gone:
        standing = Patient.objects.filter(pk__in=survivors_of(gone).values())
        more, gone = _put(standing, tag, batch, by)
        added += more
    _touch_batch(batch)
    _record_batch(tag, batch, by, {"tagged": added})
    return batch, added


def _put(people: QuerySet[Patient], tag: Tag, batch: uuid.UUID, by: User) -> tuple[int, list[int]]:
    """How many got it, and who was merged away meanwhile."""
    missing = people.order_by().exclude(Exists(PatientTag.objects.filter(tag=tag, patient=OuterRef("pk"))))
    # of nobody but people, who can be held; however `people` was asked for
    wanted = (
        Patient.objects.filter(pk__in=missing.values_list("pk", flat=True))
        .order_by()
        .annotate(batch=Value(batch, UUIDField()), by=Value(by.pk), at=Value(clock.now(), DateTimeField()))
        .values_list("pk", Value(tag.pk), "batch", "by", "at")
    )
    return insert_held(PatientTag, ("patient_id", "tag_id", "batch", "by_id", "at"), wanted)


@transaction.atomic
def untag_batch(batch: uuid.UUID, *, by: User) -> int:
    """Take back what one `tag_patients` of this user put on; how many lost it."""
    tagged = PatientTag.objects.filter(batch=batch, by=by)
    first = tagged.select_related("tag").first()
    if first is None:
        return 0
    hold_rows(tagged)
    _touch_batch(batch)
    # one statement, past the audit of single rows: the audit has the batch as a whole
    removed: int = tagged._raw_delete(tagged.db)
    _record_batch(first.tag, batch, by, {"untagged": removed})
    return removed


def _touch_batch(batch: uuid.UUID) -> None:
    insert_from(ChangedPatient, ("patient_id",), PatientTag.objects.filter(batch=batch).values_list("patient_id"))


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
