"""What a record was like when the importer left it, so that undoing sees whether anybody has touched it since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from typing import Any

from django.db.models import Model

from rapport.people.models import Consent, ContactPoint
from rapport.people.models.consent import Said
from rapport.people.names import NAME_KEYS

# json.dumps makes an encoder anew each time
_as_text = json.JSONEncoder(ensure_ascii=False).encode
# written by the database or worked out from other fields
_NOT_SAID = frozenset(
    {"id", "created_at", "updated_at", *NAME_KEYS, "recorded_at", "at", "batch", "version", "counted", "doubt"}
)


def plain(value: Any) -> Any:
    """A field's value as the journal keeps it in JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01")))
    return value


def digest_of(record: Model, beside: Sequence[object] = ()) -> str:
    """Of all its fields, and of what stands beside it."""
    values = [plain(getattr(record, name)) for name in _names(type(record))]
    text = _as_text([values, beside])
    return blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in _NOT_SAID)


def beside_person(
    contacts: Iterable[ContactPoint], tags: Iterable[int], consents: Iterable[Consent]
) -> list[object]:
    """The part of a person's digest that stands in other tables."""
    return [
        sorted([c.kind, c.value, c.extension, c.valid, c.label, c.preferred, c.do_not_use] for c in contacts),
        sorted(tags),
        sorted(
            [c.purpose, plain(c.day) if c.day_known else "", "" if c.said == Said.GIVEN else c.said]
            for c in consents
        ),
    ]
