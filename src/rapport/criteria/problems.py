"""What is wrong with a criterion, where, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from rapport.lib.refusal import Refused


class CriterionRefused(Refused):
    """A text that is no criterion. `start` to `end` (excluded) is the place in it, `suggestions` better words."""

    def __init__(
        self,
        code: str,
        message: Any,
        params: dict[str, object] | None = None,
        *,
        start: int,
        end: int,
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__(code, message, params)
        self.start = start
        self.end = end
        self.suggestions = tuple(suggestions)


def nearest(word: str, words: Iterable[str]) -> tuple[str, ...]:
    """Up to three of `words` that are written most like `word`."""
    known = {other.lower(): other for other in words}
    lowered = word.lower()
    close = get_close_matches(lowered, known, n=3, cutoff=0.6)
    inside = [other for other in known if lowered in other and other not in close] if len(lowered) > 2 else []
    return tuple(known[other] for other in [*close, *sorted(inside, key=len)][:3])
