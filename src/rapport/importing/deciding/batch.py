"""Decides a batch of rows of one sheet: the same when it is checked and when it is applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapport.importing.deciding.above import above, names_alone
from rapport.importing.deciding.appointments import Appointments
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import Events
from rapport.importing.deciding.known import Known, known_of, mark
from rapport.importing.deciding.line import Line, Verdict, tally
from rapport.importing.deciding.parsing import parse
from rapport.importing.deciding.payments import Payments
from rapport.importing.deciding.people import People
from rapport.importing.deciding.prices import Prices
from rapport.importing.deciding.spelling import keep_spelling
from rapport.importing.deciding.visits import Visits
from rapport.importing.models import ImportRow, Outcome
from rapport.importing.reasons import problem
from rapport.importing.recognising import Kind
from rapport.people import names

_DECIDERS: dict[Kind, Any] = {
    Kind.PATIENTS: People,
    Kind.VISITS: Visits,
    Kind.APPOINTMENTS: Appointments,
    Kind.PAYMENTS: Payments,
    Kind.PRICES: Prices,
}
_COLUMNS = ("id", "line", "cells", "merged", "skipped", "outcome", "twin_id",
            "content", "content_place", "identity", "identity_place", "problems")  # fmt: skip


def next_lines(clinic: Clinic, after: int, limit: int) -> list[Line]:
    """The rows of the sheet below line `after`, at most `limit`."""
    rows = ImportRow.objects.filter(sheet=clinic.sheet, line__gt=after).order_by("line")
    return [_line(*values) for values in rows.values_list(*_COLUMNS)[:limit]]


def _line(*values: Any) -> Line:
    pk, line, cells, merged, skipped, outcome, twin, content, at, identity, of, problems = values
    was = tally(outcome, [found["code"] for found in problems]) if outcome else []
    return Line(pk, line, cells, merged, skipped, outcome, twin, content or 0, at, identity, of, was)


def decide(clinic: Clinic, lines: Sequence[Line]) -> Any:
    """Give every line its verdict; gives the decider, which writing asks for what it has found."""
    higher = above(clinic.sheet, lines)
    alone = names_alone(clinic.sheet, lines, higher)
    for line in lines:
        if not line.skipped:
            line.parsed = parse(clinic, clinic.sheet, line.cells, line.merged, higher.get(line.line))
    keep_spelling(clinic, lines)
    mark(clinic, lines)
    known = known_of(clinic, lines)
    decider = _DECIDERS[clinic.kind](clinic, lines, known)
    for line in lines:
        line.verdict = _verdict(clinic, decider, known, line)
        if line.line in alone:
            line.verdict = Verdict(Outcome.SKIPPED, (problem("names_below"),))
    if isinstance(decider, Events):
        decider.remark(lines)
    return decider


def _verdict(clinic: Clinic, decider: Any, known: Known, line: Line) -> Verdict:
    record = line.record
    if line.skipped in ("other_table", "too_wide"):
        return Verdict(Outcome.REFUSED, (problem(line.skipped),))
    if record is None:
        total = any(found.code == "total_row" for found in line.problems)
        return Verdict(Outcome.SKIPPED if line.skipped or total else Outcome.REFUSED, line.problems)
    elsewhere = clinic.other_branches.get(names.fold(getattr(record, "branch", "") or ""))
    if elsewhere:
        return Verdict(Outcome.REFUSED, (problem("other_branch", branch=elsewhere), *line.problems))
    same = known.same(line)
    if same is not None:
        return Verdict(Outcome.SAME, line.problems, became=same.kind, became_id=same.id)
    twin = known.twins_by_content.get((line.content, line.content_place))
    if twin is not None:
        return Verdict(Outcome.DUPLICATE, line.problems, twin=twin)
    return decider.decide(line)  # type: ignore[no-any-return]
