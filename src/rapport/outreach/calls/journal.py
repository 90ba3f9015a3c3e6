"""What the outcome of a call wrote, row by row, and taking it back to the letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

# model, key, values before (None: the row was made), values after
Line = tuple[str, int, dict[str, Any] | None, dict[str, Any]]

CHANGED = _("Somebody has gone on with this meanwhile: it cannot be taken back. Open the card to put it right.")


class Journal:
    """Writes rows and remembers how they were."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Set and save `values` on a row that is locked."""
        before = _values(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self.lines.append((row._meta.label, row.pk, before, _values(row, values)))

    def changed(self, row: models.Model, **before: Any) -> None:
        """Remember what another action has changed on `row`, which was `before`."""
        self.lines.append((row._meta.label, row.pk, _plain(before), _values(row, before)))

    def made(self, *rows: models.Model) -> None:
        """Remember rows that were made, those first on which others hang."""
        for row in rows:
            row.refresh_from_db()
            names = [field.name for field in row._meta.concrete_fields if not field.primary_key]
            self.lines.append((row._meta.label, row.pk, None, _values(row, names)))


def take_back(lines: Iterable[Line]) -> None:
    """Put every row back as it was, the last one first.

    Raises Refused (changed_since) where a row is no longer as the outcome left it; the caller's transaction then
    ends with nothing taken back.
    """
    for label, pk, before, after in reversed(list(lines)):
        row = apps.get_model(label)._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None or _values(row, after) != after:
            raise Refused("changed_since", CHANGED)
        if before is None:
            row.delete()
            continue
        for name, value in before.items():
            field = _field(row, name)
            setattr(row, field.attname, value if value is None else field.to_python(value))
        row.save(update_fields=list(before))


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return _plain({name: row.__dict__.get(_field(row, name).attname) for name in names})


def _field(row: models.Model, name: str) -> models.Field[Any, Any]:
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field), name
    return field


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: moments to the microsecond, rows by key, the numbers of batches as text."""
    return {name: _one(value) for name, value in values.items()}


def _one(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value
