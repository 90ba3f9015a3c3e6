"""What stories of two records that become one begin with, and how they look at what is there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Treatment, Visit
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.choosing import Pick
from rapport.people.merging.journal import row_of
from rapport.people.merging.relations import relations_of
from rapport.people.models import (
    Merge,
    Patient,
)
from rapport.staff.models import User

DAY = date(2026, 3, 5)


def merged(survivor: Patient, lost: Patient, by: User, **picks: Pick) -> Merge:
    return merge_patients(survivor.pk, lost.pk, picks=picks, by=by)


def everything(*left_out: type[Model]) -> dict[str, list[dict[str, Any]]]:
    """All rows that belong to people, whole, in every app."""
    models = {relation.model for relation in relations_of(Patient)} | {Patient}
    derived = {model for model in models if getattr(model, "on_merge", "") == "rebuild"}
    told = {}
    for model in models - derived - {Merge} - set(left_out):
        rows = [row_of(model, pk) for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)]
        for row in rows:
            # a record that was merged and parted is of a later version, looked after later
            row.pop("version", None)
            row.pop("updated_at", None)
        told[model._meta.label] = rows
    return told


def care_of(patient: Patient, amount: int = 300_00) -> Visit:
    [visit] = record_visits(
        [NewVisit(Visit(patient=patient, branch=patient.branch, day=DAY), [Treatment(name="洁牙", amount=amount)])]
    )
    return visit
