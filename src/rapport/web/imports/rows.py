"""The rows of a sheet in words: what each becomes, what changes, what is wrong, and which record it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.importing.deciding.known import TARGETS
from rapport.importing.models import REMARKED, ImportRow, ImportSheet, Outcome
from rapport.importing.reasons import problem_sentence
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.imports.changes import Change, Changes

# columns of a sheet that fit beside each other
COLUMNS_SHOWN = 7

# what is worth a look comes first: outcome, its tone, what a number of such rows is called
OUTCOMES: tuple[tuple[Outcome, str, Any], ...] = (
    (Outcome.REFUSED, "bad", gettext_lazy("Refused")),
    (Outcome.CHANGED, "info", gettext_lazy("Changed")),
    (Outcome.DUPLICATE, "warn", gettext_lazy("Duplicates")),
    (Outcome.NEW, "good", gettext_lazy("New")),
    (Outcome.SAME, "", gettext_lazy("Here already")),
    (Outcome.SKIPPED, "", gettext_lazy("Not records")),
)
_TONES = {outcome: tone for outcome, tone, _label in OUTCOMES}
_SKIPPED = {
    "total": gettext_lazy("A line of totals."),
    "repeated_heading": gettext_lazy("The headings once more."),
    "note": gettext_lazy("A remark between the rows."),
    "section": gettext_lazy("It heads the rows below it."),
}


class Count(NamedTuple):
    """How many rows have one outcome."""

    outcome: str
    number: int
    label: str
    tone: str


class Link(NamedTuple):
    """Words, and where a click on them leads; nowhere for a record that the reader may not see."""

    words: str
    url: str


class Cell(NamedTuple):
    """What stands in a cell, and whether something is wrong with it."""

    text: str
    wrong: bool


@dataclass(frozen=True)
class RowLine:
    """One row: where it stands, what it becomes, its cells, what changes, what is wrong, which record it is."""

    line: int
    outcome: str
    word: str
    tone: str
    cells: list[Cell]
    changes: list[Change]
    problems: list[tuple[str, bool]]
    skipped: str
    record: Link | None


def counts(numbers: dict[str, int]) -> list[Count]:
    """One for every outcome that occurs, what is worth a look first."""
    return [
        Count(outcome.value, numbers[outcome], str(label), tone)
        for outcome, tone, label in OUTCOMES
        if numbers.get(outcome)
    ]


def tabs(numbers: dict[str, int]) -> list[Count]:
    """One for every list of rows: by outcome, and those that are taken although something is wrong or not sure."""
    found = counts(numbers)
    remarked = numbers.get(REMARKED)
    if remarked:
        place = sum(count.outcome == Outcome.REFUSED for count in found)
        found.insert(place, Count(REMARKED, remarked, _("With remarks"), "warn"))
    return found


def columns_shown(sheet: ImportSheet) -> list[int]:
    """The columns worth showing: those that are taken, else the first ones."""
    taken = sorted(int(column) for column in sheet.mapping.get("columns", {}))
    there = [column for column in taken if column < len(sheet.headings)]
    return (there or list(range(len(sheet.headings))))[:COLUMNS_SHOWN]


def row_lines(rows: Sequence[ImportRow], sheet: ImportSheet, branch: Branch, user: User) -> list[RowLine]:
    """Rows of `sheet` as `user` may read them; a handful of queries however many rows."""
    columns, changes = columns_shown(sheet), Changes(branch)
    taken = sheet.mapping.get("columns", {})
    twins = _twins(rows, sheet)
    records = _records(rows, user)
    return [
        RowLine(
            row.line,
            row.outcome,
            capfirst(str(Outcome(row.outcome).label)) if row.outcome else "",
            _TONES.get(Outcome(row.outcome), "") if row.outcome else "",
            _cells(row, columns, taken),
            changes.of(row.changes, row.became) if row.outcome == Outcome.CHANGED else [],
            _problems(row),
            str(_SKIPPED.get(row.skipped, "")),
            twins.get(row.twin_id or 0) or records.get((row.became, row.became_id or 0)),
        )
        for row in rows
    ]


def _problems(row: ImportRow) -> list[tuple[str, bool]]:
    """What is wrong, in words; of a refused row that for which it is refused."""
    told = [one for one in row.problems if one["fatal"] or row.outcome != Outcome.REFUSED]
    return [(problem_sentence(problem), bool(problem["fatal"])) for problem in told]


def _cells(row: ImportRow, columns: Iterable[int], taken: dict[str, str]) -> list[Cell]:
    wrong = {problem["field"] for problem in row.problems if problem["field"]}
    return [
        Cell(row.cells[column] if column < len(row.cells) else "", taken.get(str(column)) in wrong)
        for column in columns
    ]


def _twins(rows: Iterable[ImportRow], sheet: ImportSheet) -> dict[int, Link]:
    """The earlier row that a row repeats: row id → where it stands."""
    ids = {row.twin_id for row in rows if row.twin_id and row.outcome != Outcome.NEW}
    found = ImportRow.objects.filter(pk__in=ids).select_related("sheet__file") if ids else ()
    return {twin.pk: Link(_where(twin, sheet), _url(twin)) for twin in found}


def _where(twin: ImportRow, sheet: ImportSheet) -> str:
    if twin.sheet_id == sheet.pk:
        return _("line %(line)s") % {"line": twin.line}
    return _("line %(line)s of “%(sheet)s”") % {
        "line": twin.line,
        "sheet": twin.sheet.name or twin.sheet.file.name,
    }


def _url(twin: ImportRow) -> str:
    sheet = reverse("web:import_sheet", args=[twin.sheet.file.imported_id, twin.sheet_id])
    return f"{sheet}?after={twin.line - 1}"


def _records(rows: Iterable[ImportRow], user: User) -> dict[tuple[str, int], Link]:
    """The record a row is, changes or became, by kind and id; a link where the reader may open the card."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.became_id and row.became in TARGETS:
            wanted.setdefault(row.became, set()).add(row.became_id)
    people = {
        (kind, pk): person
        for kind, ids in wanted.items()
        if (whose := _PERSON.get(kind))
        for pk, person in _of(kind).filter(pk__in=ids).values_list("pk", whose)
    }
    seen = dict(
        Patient.objects.visible_to(user).filter(pk__in=set(people.values())).values_list("pk", "full_name")
    )
    return {
        record: Link(seen[person], reverse("web:card", args=[person]))
        for record, person in people.items()
        if person in seen
    }


# where the person stands from each kind of record
_PERSON = {
    "patient": "pk",
    "visit": "patient_id",
    "treatment": "visit__patient_id",
    "appointment": "patient_id",
    "payment": "patient_id",
}


def _of(kind: str) -> QuerySet[Any]:
    return TARGETS[kind]._default_manager.all()
