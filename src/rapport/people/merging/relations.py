"""What refers to a record, in whatever app: found from the models themselves, so that no app can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, ManyToOneRel, Model, Q, UniqueConstraint

from rapport.lib.merging import OnMerge


@dataclass(frozen=True)
class Relation:
    """Rows of `model` refer to a record by `field`."""

    model: type[Model]
    field: ForeignKey[Any, Any]

    @property
    def on_merge(self) -> OnMerge:
        return OnMerge(getattr(self.model, "on_merge", OnMerge.MOVE))


def relations_of(model: type[Model]) -> list[Relation]:
    """Every foreign key that points at `model`, also those without a way back and those of many-to-many tables."""
    found = [
        Relation(relation.field.model, relation.field)
        for relation in model._meta.get_fields(include_hidden=True)
        # one to one is a kind of one to many here
        if isinstance(relation, ManyToOneRel) and isinstance(relation.field, ForeignKey)
    ]
    return sorted(found, key=lambda relation: (relation.model._meta.label_lower, relation.field.name))


@dataclass(frozen=True)
class Once:
    """Among rows that agree in the fields `beside` a record stands at most once, as far as `condition` holds."""

    beside: tuple[str, ...]
    condition: Q | None = None


def once_per(relation: Relation) -> Iterator[Once]:
    """The ways in which a row can be the only one of its record."""
    name, meta = relation.field.name, relation.model._meta
    if relation.field.unique:
        yield Once(())
    for fields in meta.unique_together:
        if name in fields:
            yield Once(tuple(field for field in fields if field != name))
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and name in constraint.fields:
            yield Once(tuple(f for f in constraint.fields if f != name), constraint.condition)
