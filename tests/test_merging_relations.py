"""Whatever app comes: what belongs to a person can be moved by a merge, or is said here to be handled (REC-10)."""

from __future__ import annotations

import re

from django.apps import apps
from django.db.models import Model, UniqueConstraint

from rapport.lib.merging import OnMerge
from rapport.people.merging.relations import relations_of
from rapport.people.models import Patient

# ids of people that stand without a foreign key, and who knows what became of them
HANDLED = {
    # the journal of merges itself
    "people.merge.lost_id",
    # a sealed log is never rewritten: who reads it asks for all ids behind a record
    "staff.accesslog.patient",
}
_A_PERSON = re.compile(r"(patient|person|client|lost)_?(id|pk)?$")


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("rapport.")]


def test_every_relation_can_be_moved_or_is_worked_out_anew() -> None:
    for relation in relations_of(Patient):
        if relation.on_merge is not OnMerge.MOVE:
            continue
        said = f"{relation.model._meta.label}.{relation.field.name}"
        assert not relation.field.primary_key, f"{said} is the key of its row: say on_merge"
        for constraint in relation.model._meta.constraints:
            whole = isinstance(constraint, UniqueConstraint) and constraint.expressions
            assert not whole, f"{said}: a constraint over expressions is not understood by merging.relations"


def test_no_person_is_meant_by_a_bare_number_that_nobody_handles() -> None:
    bare = {
        f"{model._meta.label_lower}.{field.attname}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if not field.is_relation and _A_PERSON.fullmatch(field.attname) and "Integer" in field.get_internal_type()
    }
    assert bare == HANDLED


def test_relations_without_a_way_back_are_seen() -> None:
    seen = {f"{relation.model._meta.label_lower}.{relation.field.name}" for relation in relations_of(Patient)}
    assert {"care.treatment.patient", "people.patient.referrer", "people.consent.given_by"} <= seen
