"""What an address or a form says of the id of a row: whatever came, never an error."""

from __future__ import annotations

from collections.abc import Iterable

# an id of more digits is none: the databases keep 19, of which the last is not free
_DIGITS = 18


def id_of(text: str) -> int:
    """The id that `text` names; 0, which no row has, where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def ids_of(texts: Iterable[str]) -> list[int]:
    """Those that are ids, in their order."""
    return [found for found in map(id_of, texts) if found]
