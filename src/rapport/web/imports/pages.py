"""What the import pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.importing.models import Import, ImportFile, ImportRow, ImportSheet, ImportState, Outcome
from rapport.importing.reasons import problem_sentence
from rapport.importing.recognising import KIND_LABELS, LABELS, Kind
from rapport.importing.report import file_sentence

ROWS_SHOWN = 50
# columns of a sheet that fit beside each other
COLUMNS_SHOWN = 7

TONES = {
    Outcome.NEW: "good",
    Outcome.CHANGED: "info",
    Outcome.SAME: "",
    Outcome.DUPLICATE: "warn",
    Outcome.REFUSED: "bad",
    Outcome.SKIPPED: "",
}


@dataclass(frozen=True)
class RowLine:
    """One row: where it stands, what it becomes, its main cells, what changes, and what is wrong."""

    line: int
    outcome: str
    tone: str
    cells: list[str]
    changes: list[tuple[str, str, str]]
    problems: list[tuple[str, bool]]


@dataclass(frozen=True)
class SheetView:
    """One sheet of an import: what it holds and how many rows become what."""

    sheet: ImportSheet
    kind: str
    counts: list[tuple[str, int, str, str]]
    url: str


def sheet_views(imported: Import) -> list[SheetView]:
    """The sheets of all files, in their order."""
    sheets = ImportSheet.objects.filter(file__imported=imported).select_related("file")
    return [
        SheetView(
            sheet,
            str(KIND_LABELS[Kind(sheet.kind)]) if sheet.kind else "",
            counts(sheet.counts),
            reverse("web:import_sheet", args=[imported.pk, sheet.pk]),
        )
        for sheet in sheets
    ]


def counts(numbers: dict[str, int]) -> list[tuple[str, int, str, str]]:
    """(outcome, how many, its word, its tone) for every outcome that occurs."""
    return [
        (outcome.value, numbers[outcome], str(outcome.label), TONES[outcome])
        for outcome in Outcome
        if numbers.get(outcome)
    ]


def refused_files(imported: Import) -> list[tuple[ImportFile, str]]:
    """Files that could not be read, with the reason."""
    return [(file, file_sentence(file)) for file in imported.files.exclude(refused="")]


def columns_shown(sheet: ImportSheet) -> list[int]:
    """The columns worth showing: those that are taken, else the first ones."""
    taken = sorted(int(column) for column in sheet.mapping.get("columns", {}))
    return (taken or list(range(len(sheet.headings))))[:COLUMNS_SHOWN]


def row_lines(rows: Iterable[ImportRow], columns: list[int]) -> list[RowLine]:
    """Rows in words."""
    return [
        RowLine(
            row.line,
            row.get_outcome_display() if row.outcome else "",
            TONES.get(Outcome(row.outcome), "") if row.outcome else "",
            [row.cells[column] if column < len(row.cells) else "" for column in columns],
            [
                (str(LABELS.get(c["field"], c["field"])), _text(c["before"]), _text(c["after"]))
                for c in row.changes
            ],
            [(problem_sentence(problem), bool(problem.get("fatal"))) for problem in row.problems],
        )
        for row in rows
    ]


def _text(value: Any) -> str:
    return "—" if value in (None, "") else str(value)


def headline(imported: Import) -> str:
    """What the page is about, in one sentence."""
    numbers = imported.counts
    state = ImportState(imported.state)
    if state == ImportState.CHECKED:
        return _("%(new)s new, %(changed)s changed. Nothing is written yet.") % {
            "new": numbers.get("new", 0),
            "changed": numbers.get("changed", 0),
        }
    return str(state.label)
