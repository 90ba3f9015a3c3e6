"""Which tables are kept, and their rows as lines of text that are the same on every database."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

# sessions end with the copy; the queue belongs to the processes that work on it
LEFT_OUT = {"sessions", "usersessions", "django_q"}
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
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    }


def columns(model: type[models.Model]) -> list[str]:
    """Names of the columns in the order in which a line holds them."""
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[models.Model], using: str) -> Iterator[bytes]:
    """Every row of the table in database `using`, in the order of its key, a line each."""
    structured = [
        place for place, field in enumerate(model._meta.concrete_fields) if isinstance(field, models.JSONField)
    ]
    rows = model._base_manager.using(using).order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line(list(row), structured)


def contents(model: type[models.Model], using: str) -> Contents:
    """What the table in database `using` holds now."""
    seen, rows = hashlib.sha256(), 0
    for line in lines(model, using):
        seen.update(line)
        rows += 1
    return Contents(rows, seen.hexdigest())


def row(model: type[models.Model], line: bytes) -> Row:
    """The values of a line, as the fields of `model` have them. Raises ValueError or ValidationError."""
    values = json.loads(line)
    fields = model._meta.concrete_fields
    if not isinstance(values, list) or len(values) != len(fields):
        raise ValueError(f"{model._meta.label_lower}: a row with other columns")
    return [field.to_python(value) for field, value in zip(fields, values, strict=True)]


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
