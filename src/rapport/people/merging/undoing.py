"""One record becomes two again, as they were (REC-10).

What was moved goes back, with what has been hung on it since (a treatment added to a visit). What was written on
the record that stood since then stays with it; so does a field that somebody has changed since, and that is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.merging import OnMerge
from rapport.lib.refusal import Refused
from rapport.people.merging.actions import QUESTIONS
from rapport.people.merging.bookkeeping import audit, refresh_record
from rapport.people.merging.journal import missing_references, model_of, put_row_back, take_back_change
from rapport.people.merging.locking import lock, lock_rows, patiently
from rapport.people.merging.relations import relations_of
from rapport.people.models import Merge, MergeStep, Patient, StepKind, survivors_of
from rapport.people.models.history import opened
from rapport.staff.models import User


@dataclass
class Undone:
    """What became of it: the record that is there again, and the keys of questions answered anew since."""

    patient: Patient
    kept: list[str] = field(default_factory=list)


def undo_merge(merge_id: int, *, by: User | None, at: datetime | None = None) -> Undone:
    """Take a merge back. Refused where it was undone already, where a later merge has to be undone first, or where
    somebody else has the file number now."""
    moment = at or clock.now()

    def undo() -> Undone:
        with opened("merge undone"):
            return _undo(merge_id, by, moment)

    return patiently(undo)


def _undo(merge_id: int, by: User | None, at: datetime) -> Undone:
    merge = Merge.objects.select_for_update(nowait=True, of=("self",)).get(pk=merge_id)
    [survivor] = lock(merge.survivor_id)
    steps = list(merge.steps.order_by("-pk"))
    _refuse(merge, steps)
    for model in {model_of(step) for step in steps}:
        label = model._meta.label_lower
        lock_rows(model._base_manager.filter(pk__in=[step.object_id for step in steps if step.model == label]))
    kept = [name for step in steps for name in _take_back(step)]
    _bring_along(survivor.pk, merge.lost_id)
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])
    again = Patient.objects.get(pk=merge.lost_id)
    audit(again, LogEntry.Action.CREATE, merge, by=by, changes={})
    audit(survivor, LogEntry.Action.UPDATE, merge, by=by, changes={})
    refresh_record(survivor.pk, at=at, version=survivor.version + 1)
    refresh_record(again.pk, at=again.updated_at, version=survivor.version + 1)
    return Undone(again, kept)


def _refuse(merge: Merge, steps: Sequence[MergeStep]) -> None:
    if merge.undone_at:
        raise Refused("merge_undone", _("This merge was undone already."))
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None)
    first = later.filter(survivor=merge.survivor_id).first() or _entangled(merge, steps)
    if first is not None:
        raise Refused(
            "merge_later",
            _("Not undone: “%(name)s” (No. %(number)s) was merged later and builds on it. Undo that first."),
            {"name": first.lost_name, "number": first.lost_number or first.lost_id},
        )
    lost = next(step for step in steps if step.kind == StepKind.REMOVED and _is_patient(step)).before
    _refuse_taken_number(merge, steps, lost)


def _entangled(merge: Merge, steps: Sequence[MergeStep]) -> Merge | None:
    """A later merge that took away a row which this one moved, or one that a row of this one refers to."""
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None)
    for step in steps:
        if step.kind == StepKind.CHANGED:
            taken = later.filter(
                steps__kind=StepKind.REMOVED, steps__model=step.model, steps__object_id=step.object_id
            )
            if found := taken.first():
                return found
        elif step.kind == StepKind.REMOVED:
            model = model_of(step)
            gone = [f for f in missing_references(model, step.before) if f.related_model is Patient]
            ids = {step.before[f.attname] for f in gone} - {merge.lost_id}
            if survivors := survivors_of(ids):
                return later.filter(lost_id__in=survivors).first()
    return None


def _is_patient(step: MergeStep) -> bool:
    return step.model == Patient._meta.label_lower


def _refuse_taken_number(merge: Merge, steps: Sequence[MergeStep], lost: Mapping[str, Any]) -> None:
    """Each of the two gets its number back, unless a third has it by now."""
    wanted = {(lost["branch_id"], lost["file_number"])}
    for step in steps:
        if _is_patient(step) and step.object_id == str(merge.survivor_id) and "file_number" in step.before:
            wanted.add((merge.survivor.branch_id, step.before["file_number"]))
    for branch, number in wanted:
        others = Patient.objects.filter(branch=branch, file_number=number).exclude(pk=merge.survivor_id)
        if number and (other := others.first()):
            raise Refused(
                "merge_number_taken",
                _("Not undone: %(name)s has the file number %(number)s now. Give them another number first."),
                {"name": other.full_name, "number": number},
            )


def _take_back(step: MergeStep) -> list[str]:
    """Undo one step; gives what of it was changed by somebody since, and stays."""
    model = model_of(step)
    match step.kind:
        case StepKind.CREATED:
            created = model._base_manager.filter(pk=step.object_id)
            created._raw_delete(created.db)
        case StepKind.REMOVED:
            _put_back(model, step.before)
        case StepKind.CHANGED:
            return _give_back(model, step)
    return []


def _put_back(model: type[Model], row: Mapping[str, Any]) -> None:
    """A row that refers to something erased since does without it, or is not put back where it cannot."""
    missing = list(missing_references(model, row))
    if all(field.null for field in missing):
        put_row_back(model, {**row, **{field.attname: None for field in missing}})


def _give_back(model: type[Model], step: MergeStep) -> list[str]:
    if model is not Patient:
        take_back_change(step, [(name,) for name in step.after])
        return []
    kept = take_back_change(step, [question.fields for question in QUESTIONS])
    return [question.key for question in QUESTIONS if set(question.fields) & set(kept)]


def _bring_along(stands: int, again: int) -> None:
    """Parts that came since to what went back (a treatment of a visit) belong to the same person as that."""
    owned = [relation for relation in relations_of(Patient) if relation.on_merge is OnMerge.MOVE]
    wholes: dict[object, str] = {relation.model: relation.field.name for relation in owned}
    moved = 1
    while moved:
        moved = 0
        for relation in owned:
            for part in relation.model._meta.concrete_fields:
                owner = wholes.get(part.related_model)
                if owner is None or part.null or part is relation.field:
                    continue
                torn = {relation.field.name: stands, f"{part.name}__{owner}": again}
                moved += relation.model._base_manager.filter(**torn).update(**{relation.field.attname: again})
