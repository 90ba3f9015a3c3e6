"""One person stands above another: guards them, brought them. Nobody stands above themselves through others."""

from __future__ import annotations

from collections.abc import Callable


def in_a_circle(person: int, above: int, above_of: Callable[[int], int | None]) -> bool:
    """Whether `person` would stand above themselves with `above` over them. `above_of` gives who is over an id."""
    seen: set[int] = set()
    at: int | None = above
    while at is not None and at not in seen:
        if at == person:
            return True
        seen.add(at)
        at = above_of(at)
    return False
