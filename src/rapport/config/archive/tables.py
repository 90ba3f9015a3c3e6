"""Which tables are kept, and their rows as lines of text that are the same on every database."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

# sessions end with the copy; the queue belongs to the processes that work on it
LEFT_OUT = {"sessions", "usersessions", "django_q"}
# what was put back here is no part of what it was put back from
OF_THE_INSTALLATION = {"staff.restoration"}
ROWS_AT_ONCE = 2_000

Row = list[Any]


@dataclass(frozen=True)
class Contents:
    """What a table holds: how many rows, and the SHA-256 of their lines."""

    rows: int
    sha256: str


def kept_models() -> dict[str, type[models.Model]]:
    """Label → model of every table that a backup holds."""
    return {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not _is_left_out(model._meta)
    }


def _is_left_out(meta: Any) -> bool:
    return meta.app_label in LEFT_OUT or meta.label_lower in OF_THE_INSTALLATION


def columns(model: type[models.Model]) -> list[str]:
    """Names of the columns in the order in which a line holds them."""
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[models.Model], using: str) -> Iterator[bytes]:
    """Every row of the table in database `using`, in the order of its key, a line each."""
    structured = [
        place for place, field in enumerate(model._meta.concrete_fields) if isinstance(field, models.JSONField)
    ]
    found = model._base_manager.using(using).order_by("pk").values_list(*columns(model))
    for row in found.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line(list(row), structured)


def contents(model: type[models.Model], using: str) -> Contents:
    """What the table in database `using` holds now."""
    seen, number = hashlib.sha256(), 0
    for line in lines(model, using):
        seen.update(line)
        number += 1
    return Contents(number, seen.hexdigest())


def rows(model: type[models.Model], written: Iterable[bytes]) -> Iterator[Row]:
    """The rows that lines hold, each value as the database takes it. Raises ValueError or ValidationError."""
    take = [_taken(field) for field in model._meta.concrete_fields]
    for line in written:
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(take):
            raise ValueError(f"{model._meta.label_lower}: a row with other columns")
        yield [value if value is None else one(value) for one, value in zip(take, values, strict=True)]


def _taken(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How one column is read. Most hold text or whole numbers, which need a look but no work."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kinds, wanted in _AS_THEY_ARE:
        if isinstance(field, kinds):
            return partial(_checked, wanted, field.name)
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)


_AS_THEY_ARE: tuple[tuple[tuple[type[models.Field[Any, Any]], ...], type], ...] = (
    ((models.CharField, models.TextField), str),
    ((models.IntegerField,), int),
    ((models.BooleanField,), bool),
)


def _checked(wanted: type, name: str, value: object) -> object:
    if type(value) is not wanted:
        raise ValueError(f"{name}: {value!r:.80}")
    return value


def _line(values: Row, structured: list[int]) -> bytes:
    for place in structured:
        values[place] = _plain(values[place])
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_text)
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    """JSON in the form that both databases give back: PostgreSQL turns 1e22 into an integer."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _text(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"a backup cannot hold {type(value).__name__}")
