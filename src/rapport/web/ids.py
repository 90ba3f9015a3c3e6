"""What an address or a form says of the id of a row, or of a number: whatever came, never an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# an id of more digits is none: the databases keep 19, of which the last is not free
_DIGITS = 18


def number_of(text: str, digits: int) -> int | None:
    """The number that `text` is, of at most so many digits and without a sign; None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def id_of(text: str) -> int:
    """The id that `text` names; 0, which no row has, where it names none."""
    return number_of(text, _DIGITS) or 0


def ids_of(texts: Iterable[str]) -> list[int]:
    """Those that are ids, in their order."""
    return [found for found in map(id_of, texts) if found]


class SeveralRows(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of rows of a table. What no row can be called is no choice; SQLite would fail."""

    def _check_values(self, value: Any) -> Any:
        for pk in value:
            if not id_of(str(pk)):
                said = self.error_messages["invalid_pk_value"]
                raise ValidationError(said, code="invalid_pk_value", params={"pk": str(pk)[:40]})
        return super()._check_values(value)  # type: ignore[misc]
