"""A row on its way through the importer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rapport.importing.models import MONEY_TWICE, REMARKED, Outcome
from rapport.importing.rows import Parsed, Problem, Record

Change = dict[str, str]


@dataclass(slots=True)
class Verdict:
    """What a row becomes. `became` and `became_id` name the record it is or changes, `twin` an earlier row of the
    import; `plan` is what has to be written, known to the kind of the sheet alone."""

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    changes: list[Change] = field(default_factory=list)
    became: str = ""
    became_id: int | None = None
    twin: int | None = None
    plan: Any = None

    @property
    def counted_as(self) -> list[str]:
        """Under what the row is counted: its outcome, and what is taken but remarked on."""
        return tally(self.outcome, [found.code for found in self.problems])


@dataclass(slots=True)
class Line:
    """One row of a batch, from its cells to its verdict."""

    id: int
    line: int
    cells: list[str]
    merged: list[int] | None
    skipped: str
    # what the preview said
    outcome: str
    twin: int | None
    content: int = 0
    content_place: int = 0
    identity: int | None = None
    identity_place: int = 0
    # what the preview counted it under
    was: list[str] = field(default_factory=list)
    parsed: Parsed | None = None
    verdict: Verdict | None = None

    @property
    def record(self) -> Record | None:
        return self.parsed.record if self.parsed else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.parsed.problems if self.parsed else ()


def tally(outcome: str, codes: Sequence[str]) -> list[str]:
    """Names under which a row with problems of these codes counts in `Import.counts`."""
    if not codes or outcome in (Outcome.REFUSED, Outcome.SKIPPED):
        return [str(outcome)]
    return [str(outcome), REMARKED, *(code for code in codes if code in MONEY_TWICE)]


def changed(name: str, before: object, after: object) -> Change:
    """One field of a preview, as text."""
    return {"field": name, "before": _text(before), "after": _text(after)}


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
