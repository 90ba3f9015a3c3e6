"""Everything that refers to one row refers to another: so a person's whole record moves, whatever apps there are.

A row that may stand only once and does so already is folded into its like: what refers to it moves on in its turn,
and it is kept in the journal.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from rapport.lib.merging import OnMerge
from rapport.people.merging.journal import Journal
from rapport.people.merging.locking import lock_rows
from rapport.people.merging.relations import Relation, once_per, relations_of


def fold(model: type[Model], lost: Any, stands: Any, journal: Journal) -> None:
    """Have all that refers to the row `lost` of `model` refer to `stands`. The row itself is left."""
    for relation in relations_of(model):
        lock_rows(relation.model._base_manager.filter(**{f"{relation.field.name}__in": [lost, stands]}))
        match relation.on_merge:
            case OnMerge.REBUILD:
                rows = _rows(relation, lost)
                rows._raw_delete(rows.db)
            case OnMerge.REMOVE:
                _remove(relation, _rows(relation, lost), journal)
            case OnMerge.MOVE:
                _move(relation, lost, stands, journal)


def _rows(relation: Relation, target: Any) -> QuerySet[Any]:
    return relation.model._base_manager.filter(**{relation.field.name: target})


def _remove(relation: Relation, rows: QuerySet[Any], journal: Journal) -> None:
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        journal.remove(relation.model, pk)


def _move(relation: Relation, lost: Any, stands: Any, journal: Journal) -> None:
    _untie(relation, lost, stands, journal)
    for pk, twin in _twins(relation, lost, stands).items():
        fold(relation.model, pk, twin, journal)
        journal.remove(relation.model, pk)
    moving = list(_rows(relation, lost).order_by("pk").values_list("pk", flat=True))
    journal.point(relation.field, moving, lost, stands)


def _untie(relation: Relation, lost: Any, stands: Any, journal: Journal) -> None:
    """What ties the two records to each other would tie one to itself."""
    model, target = relation.model, relation.field.related_model
    if getattr(model, "may_be_oneself", False):
        return
    if model is target:
        own = _rows(relation, lost).filter(pk=stands).values_list("pk", flat=True)
        journal.point(relation.field, list(own), lost, None)
        return
    for other in model._meta.concrete_fields:
        if other.related_model is not target or other is relation.field:
            continue
        tied = _rows(relation, lost).filter(**{other.name: stands})
        if other.null:
            journal.point(other, list(tied.values_list("pk", flat=True)), stands, None)
        else:
            _remove(relation, tied, journal)


def _twins(relation: Relation, lost: Any, stands: Any) -> dict[Any, Any]:
    """Rows that would stand twice → the row of the record that stands which they are like."""
    found: dict[Any, Any] = {}
    for once in once_per(relation):
        holds = once.condition or Q()
        like = _rows(relation, stands).filter(holds, **{name: OuterRef(name) for name in once.beside})
        rows = _rows(relation, lost).filter(holds).annotate(like=Subquery(like.order_by("pk").values("pk")[:1]))
        found |= dict(rows.filter(like__isnull=False).values_list("pk", "like"))
    return found
