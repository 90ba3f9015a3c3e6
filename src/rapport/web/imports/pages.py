"""What the import pages show."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from rapport.importing.models import REMARKED, Import, ImportFile, ImportRow, ImportSheet, ImportState, Outcome
from rapport.importing.models.import_ import BEFORE_APPLYING
from rapport.importing.recognising import KIND_LABELS, NO_TABLE, Kind, no_table
from rapport.importing.report import failure_sentence, file_sentence, kept_by_undo
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.imports.files import name_of, written
from rapport.web.imports.rows import Count, RowLine, columns_shown, counts, row_lines, tabs
from rapport.web.imports.sentences import headline, money_told_twice, state_of

ROWS_SHOWN = 50
# on the page of the import, which shows the rows of several sheets below each other
FEW_ROWS = 8
SHEETS_WITH_ROWS = 8
KEPT_SHOWN = 50
CORRECTABLE = (ImportState.STAGED, ImportState.CHECKED)
_SURE_OF_MONEY = (ImportState.CHECKED, ImportState.APPLIED)
# the rows are being looked at, so there is nothing to show of them yet
_LOOKING = (ImportState.STAGING, ImportState.STAGED, ImportState.CHECKING)


@dataclass(frozen=True)
class OutcomeTab:
    """The rows of one outcome."""

    count: Count
    url: str
    current: bool


@dataclass(frozen=True)
class SheetRows:
    """Rows of one sheet, those of one outcome or all."""

    sheet: ImportSheet
    name: str
    tabs: list[OutcomeTab]
    outcome: str
    headings: list[str]
    lines: list[RowLine]
    next_url: str
    all_url: str
    few: bool


@dataclass(frozen=True)
class SheetView:
    """One sheet of an import: what it holds, and its rows where they are shown at once."""

    sheet: ImportSheet
    name: str
    kind: str
    written: str
    url: str
    taken: int
    rows: SheetRows | None
    # why nothing of it can be taken as it is
    no_table: str


@dataclass(frozen=True)
class ImportPage:
    """Everything `imports/import.html` needs."""

    imported: Import
    headline: str
    counts: list[Count]
    to_write: int
    sheets: list[SheetView]
    refused_files: list[str]
    failure: str
    money: list[str]
    # there is a list to compare it in, which the reader may open
    may_compare: bool
    kept: list[str]
    kept_more: int
    may_correct: bool
    may_undo: bool


def import_page(imported: Import, user: User) -> ImportPage:
    """The page of one import as `user` may see it."""
    numbers = imported.counts
    kept = kept_by_undo(imported) if imported.state == ImportState.UNDONE else []
    return ImportPage(
        imported=imported,
        headline=headline(imported, len(kept)),
        counts=counts(numbers),
        to_write=numbers.get("new", 0) + numbers.get("changed", 0),
        sheets=sheet_views(imported, user),
        refused_files=refused_files(imported),
        failure=failure_sentence(imported) if imported.failure else "",
        money=money_told_twice(numbers) if imported.state in _SURE_OF_MONEY else [],
        may_compare=bool(numbers.get("paid_unclear")) and user.may(Right.SEE_MONEY),
        kept=kept[:KEPT_SHOWN],
        kept_more=max(0, len(kept) - KEPT_SHOWN),
        may_correct=imported.state in CORRECTABLE,
        may_undo=_may_undo(imported),
    )


def _may_undo(imported: Import) -> bool:
    if imported.state == ImportState.FAILED:
        return imported.resumes_in not in BEFORE_APPLYING
    if imported.state == ImportState.UNDONE:
        return imported.journal.in_use().exists()
    return imported.state in (ImportState.APPLIED, ImportState.STOPPED)


def sheet_views(imported: Import, user: User) -> list[SheetView]:
    """The sheets of all files, in their order; the first of them with rows."""
    sheets = ImportSheet.objects.filter(file__imported=imported).select_related("file")
    with_rows = imported.state not in _LOOKING
    views: list[SheetView] = []
    for sheet in sheets:
        shown = with_rows and bool(sheet.counts) and sum(bool(view.rows) for view in views) < SHEETS_WITH_ROWS
        views.append(_sheet_view(imported, sheet, user, shown))
    return views


def _sheet_view(imported: Import, sheet: ImportSheet, user: User, shown: bool) -> SheetView:
    return SheetView(
        sheet,
        name_of(sheet),
        str(KIND_LABELS[Kind(sheet.kind)]) if sheet.kind else "",
        written(sheet),
        reverse("web:import_sheet", args=[imported.pk, sheet.pk]),
        len(sheet.mapping.get("columns", {})),
        sheet_rows(imported, sheet, user, few=True) if shown else None,
        "" if sheet.kind or sheet.left_out else _no_table(sheet),
    )


def _no_table(sheet: ImportSheet) -> str:
    first = ImportRow.objects.filter(sheet=sheet).order_by("line").values_list("cells", flat=True)
    found = no_table(sheet.headings, list(first[:ROWS_SHOWN]))
    return str(NO_TABLE[found]) if found else ""


def sheet_rows(
    imported: Import, sheet: ImportSheet, user: User, *, outcome: str = "", after: int = 0, few: bool = False
) -> SheetRows:
    """Rows of `sheet` from the line after `after` on: those of `outcome`; else, where there is room for a few
    only, those most worth a look."""
    found = counts(sheet.counts)
    if few and not outcome and found:
        outcome = found[0].outcome
    url = reverse("web:import_sheet", args=[imported.pk, sheet.pk])
    rows = ImportRow.objects.filter(sheet=sheet, line__gt=after).order_by("line")
    if outcome == REMARKED:
        rows = rows.remarked()
    elif outcome in set(Outcome):
        rows = rows.filter(outcome=outcome)
    limit = FEW_ROWS if few else ROWS_SHOWN
    page = list(rows[: limit + 1])
    more = page[limit - 1].line if len(page) > limit else None
    return SheetRows(
        sheet,
        name_of(sheet),
        [
            OutcomeTab(count, f"{url}?outcome={count.outcome}", count.outcome == outcome)
            for count in tabs(sheet.counts)
        ],
        outcome,
        [sheet.headings[column] for column in columns_shown(sheet)],
        row_lines(page[:limit], sheet, imported.branch, user),
        f"{url}?outcome={outcome}&after={more}" if more else "",
        url,
        few,
    )


def refused_files(imported: Import) -> list[str]:
    """Why files could not be read; each sentence names its file."""
    return [file_sentence(file) for file in imported.files.exclude(refused="")]


def history(
    user: User, before: int | None, limit: int
) -> list[tuple[Import, str, str, list[ImportFile], list[Count]]]:
    """Imports at the branches of `user`, latest first: each with its state in words and tone, files and counts."""
    found = Import.objects.visible_to(user).select_related("branch", "by").prefetch_related("files")
    if before is not None:
        found = found.filter(pk__lt=before)
    return [(one, *state_of(one), list(one.files.all()), counts(one.counts)) for one in found[:limit]]
