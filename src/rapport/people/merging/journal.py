"""The journal of a merge: written row by row with it, and read backwards to undo it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Field, Model
from django.utils.duration import duration_iso_string

from rapport.lib.bulk import insert_many
from rapport.people.models import Merge, MergeStep, StepKind

Row = dict[str, Any]
_COLUMNS = ("merge_id", "kind", "model", "object_id", "before", "after")


class Journal:
    """Writes rows and remembers how they were."""

    def __init__(self) -> None:
        self._steps: list[tuple[StepKind, str, str, Row, Row]] = []

    def change(self, model: type[Model], pk: object, before: Row, after: Row) -> None:
        """Give a row other values; `before` is what the same fields hold now."""
        changed = {name for name in after if before[name] != after[name]}
        if changed:
            model._base_manager.filter(pk=pk).update(**{name: after[name] for name in changed})
            kept = ({name: values[name] for name in changed} for values in (before, after))
            self._keep(StepKind.CHANGED, model, pk, *kept)

    def point(self, field: Field[Any, Any], pks: Sequence[object], before: object, after: object) -> None:
        """Have rows refer to another record, in one statement."""
        model, name = field.model, field.attname
        model._base_manager.filter(pk__in=pks).update(**{name: after})
        for pk in pks:
            self._keep(StepKind.CHANGED, model, pk, {name: before}, {name: after})

    def remove(self, model: type[Model], pk: object) -> None:
        """Take a row out of its table."""
        rows = model._base_manager.filter(pk=pk)
        self._keep(StepKind.REMOVED, model, pk, row_of(model, pk), {})
        rows._raw_delete(rows.db)

    def create(self, record: Model) -> None:
        """Write a new row."""
        record.save(force_insert=True)
        self._keep(StepKind.CREATED, type(record), record.pk, {}, row_of(type(record), record.pk))

    def _keep(self, kind: StepKind, model: type[Model], pk: object, before: Row, after: Row) -> None:
        self._steps.append((kind, model._meta.label_lower, str(pk), before, after))

    def write(self, merge: Merge) -> None:
        """Write it all down."""
        insert_many(
            MergeStep,
            _COLUMNS,
            ((merge.pk, str(kind), model, pk, _json(before), _json(after)) for kind, model, pk, before, after
             in self._steps),
        )  # fmt: skip


def row_of(model: type[Model], pk: object) -> Row:
    """A row as the database has it, by the names of its columns."""
    fields = [field.attname for field in model._meta.concrete_fields]
    return dict(model._base_manager.filter(pk=pk).values(*fields).get())


def plain(value: Any) -> Any:
    """A value as JSON has it, to the last microsecond."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        told = plain(o)
        return super().default(o) if told is o else told


def _json(row: Row) -> str:
    return json.dumps({name: plain(value) for name, value in row.items()}, cls=_Encoder, ensure_ascii=False)


def value_of(field: Field[Any, Any], kept: Any) -> Any:
    """What the journal keeps of a field, as Python has it."""
    return None if kept is None else field.to_python(kept)


def put_row_back(model: type[Model], kept: Mapping[str, Any]) -> None:
    """Insert a row exactly as it was, times of writing and all. Fields that came since take their defaults."""
    fields = model._meta.concrete_fields
    values = [value_of(f, kept[f.attname]) if f.attname in kept else f.get_default() for f in fields]
    prepared = [f.get_db_prep_save(value, connection) for f, value in zip(fields, values, strict=True)]
    insert_many(model, [str(f.column) for f in fields], [prepared])


def take_back_change(step: MergeStep, wholes: Iterable[Sequence[str]]) -> list[str]:
    """Give the fields of a row their former values; gives the names of those left, as somebody changed them since.

    Of fields that are one whole either all go back or none.
    """
    model = model_of(step)
    now = model._base_manager.filter(pk=step.object_id).values(*step.after).first()
    if now is None:
        return []
    back: Row = {}
    left: list[str] = []
    for whole in wholes:
        names = [name for name in whole if name in step.after]
        if all(plain(now[name]) == step.after[name] for name in names):
            back |= {name: value_of(model._meta.get_field(name), step.before[name]) for name in names}  # type: ignore[arg-type]
        else:
            left += names
    if back:
        model._base_manager.filter(pk=step.object_id).update(**back)
    return left


def model_of(step: MergeStep) -> type[Model]:
    return apps.get_model(step.model)


def missing_references(model: type[Model], kept: Mapping[str, Any]) -> Iterable[Field[Any, Any]]:
    """The fields of a kept row that refer to records which are no more."""
    for field in model._meta.concrete_fields:
        value = kept.get(field.attname)
        if value is None or not field.is_relation:
            continue
        target: Any = field.related_model
        if not target._base_manager.filter(**{field.target_field.attname: value}).exists():  # type: ignore[attr-defined]
            yield field
