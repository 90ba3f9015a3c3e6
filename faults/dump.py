"""Everything the clinic knows, as text that two runs can be compared by.

Ids are replaced by a record's place among those of its table in the order of their ids: a killed run takes numbers
from a sequence that nobody gets, but it must write the same records in the same order. Rows that nothing refers to
are compared without regard to order. Left out are moments of writing, the random batch of a tag, how often a
record was written (taking back is one more), and the marks of changed people, which are worked off first: how
often somebody was marked says nothing about them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

APPS = ("people", "care", "appointments", "segmentation")
_LEFT_OUT = frozenset({"created_at", "updated_at", "recorded_at", "at", "batch", "version"})

# words of names stay when nobody is called so any more; the history of moves tells what was said meanwhile
_NO_RECORD = frozenset({"NameWord", "StandingChange"})

Dump = dict[str, list[str]]


def dump() -> Dump:
    """Table → its rows as text, sorted."""
    from rapport.segmentation.refresh import drain_changed

    while drain_changed():
        pass
    models = [m for app in APPS for m in apps.get_app_config(app).get_models() if m.__name__ not in _NO_RECORD]
    places = {target: _places(target) for target in {t for model in models for t in _targets(model)}}
    return {model._meta.label_lower: sorted(_rows(model, places)) for model in models}


def difference(expected: Dump, found: Dump) -> str:
    """Where two dumps differ, in a few words; empty where they are equal."""
    told = []
    for table, rows in expected.items():
        if rows != found[table]:
            missing, extra = set(rows) - set(found[table]), set(found[table]) - set(rows)
            told.append(
                f"{table}: {len(rows)} rows expected, {len(found[table])} found;"
                f" missing {sorted(missing)[:2]}, extra {sorted(extra)[:2]}"
            )
    return "\n".join(told)


def _targets(model: type[Model]) -> list[type[Model]]:
    return [field.related_model for field in _fields(model) if _refers(field)]  # type: ignore[misc]


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in _LEFT_OUT and (not field.primary_key or _refers(field))
    ]


def _refers(field: Field[Any, Any]) -> bool:
    """Whether the field holds the id of another record; a code says by itself what it means."""
    return field.is_relation and field.target_field.get_internal_type() != "SlugField"  # type: ignore[attr-defined]


def _places(model: type[Model]) -> dict[object, object]:
    """Id → place in the order of ids."""
    return {
        key: place for place, key in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True))
    }


def _rows(model: type[Model], places: dict[type[Model], dict[object, object]]) -> Iterator[str]:
    fields = _fields(model)
    own = places.get(model)
    columns = [field.attname for field in fields]
    targets = [places[field.related_model] if _refers(field) else None for field in fields]  # type: ignore[index]
    for key, *values in model._default_manager.order_by("pk").values_list("pk", *columns):
        plain = [
            value if target is None or value is None else target[value]
            for value, target in zip(values, targets, strict=True)
        ]
        yield json.dumps([own and own[key], *plain], ensure_ascii=False, default=str)
