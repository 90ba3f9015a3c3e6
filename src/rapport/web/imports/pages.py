"""What the import pages show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from rapport.importing.models import REMARKED, Import, ImportFile, ImportRow, ImportSheet, ImportState, Outcome
from rapport.importing.models.import_ import BEFORE_APPLYING
from rapport.importing.reading.formats import Format
from rapport.importing.recognising import KIND_LABELS, Kind
from rapport.importing.report import failure_sentence, file_sentence, kept_by_undo, sexes_sentence
from rapport.staff.models import User
from rapport.web.imports.progress import grouped
from rapport.web.imports.rows import Count, RowLine, columns_shown, counts, row_lines, tabs

ROWS_SHOWN = 50
# on the page of the import, which shows the rows of several sheets below each other
FEW_ROWS = 8
SHEETS_WITH_ROWS = 8
KEPT_SHOWN = 50

STATES: dict[ImportState, tuple[Any, str]] = {
    ImportState.STAGING: (gettext_lazy("Reading the files"), ""),
    ImportState.STAGED: (gettext_lazy("The files are read"), ""),
    ImportState.CHECKING: (gettext_lazy("Checking the rows"), ""),
    ImportState.CHECKED: (gettext_lazy("Waits for your yes"), "warn"),
    ImportState.APPLYING: (gettext_lazy("Being written"), "info"),
    ImportState.STOPPED: (gettext_lazy("Stopped"), "warn"),
    ImportState.APPLIED: (pgettext_lazy("an import", "Written"), "good"),
    ImportState.UNDOING: (gettext_lazy("Being taken back"), "info"),
    ImportState.UNDONE: (gettext_lazy("Taken back"), ""),
    ImportState.FAILED: (gettext_lazy("Stopped by an error"), "bad"),
}
_FORMATS = {
    Format.DELIMITED: gettext_lazy("Text with separators"),
    Format.XLSX: "Excel (XLSX)",
    Format.XLSB: "Excel (XLSB)",
    Format.XLS: gettext_lazy("Old Excel (XLS)"),
    Format.ODS: "OpenDocument (ODS)",
    Format.HTML: gettext_lazy("Web page saved as a table"),
}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
}
_SEPARATORS = {
    ",": gettext_lazy("separated by commas"),
    ";": gettext_lazy("separated by semicolons"),
    "\t": gettext_lazy("separated by tabs"),
    "|": gettext_lazy("separated by bars"),
}
CORRECTABLE = (ImportState.STAGED, ImportState.CHECKED)
_SURE_OF_MONEY = (ImportState.CHECKED, ImportState.APPLIED)
# the rows are being looked at, so there is nothing to show of them yet
_LOOKING = (ImportState.STAGING, ImportState.STAGED, ImportState.CHECKING)


@dataclass(frozen=True)
class Tab:
    """The rows of one outcome."""

    count: Count
    url: str
    current: bool


@dataclass(frozen=True)
class SheetRows:
    """Rows of one sheet, those of one outcome or all."""

    sheet: ImportSheet
    name: str
    tabs: list[Tab]
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
        money=_money(numbers) if imported.state in _SURE_OF_MONEY else [],
        kept=kept[:KEPT_SHOWN],
        kept_more=max(0, len(kept) - KEPT_SHOWN),
        may_correct=imported.state in CORRECTABLE,
        may_undo=_may_undo(imported),
    )


def _money(numbers: dict[str, int]) -> list[str]:
    """How much money the files tell twice, and what becomes of it."""
    sure = numbers.get("paid_beside", 0) + numbers.get("paid_in_rows", 0)
    unclear = numbers.get("paid_unclear", 0)
    told = ngettext(
        "%(number)s sum is told twice: beside a visit, and among the payments. It counts once.",
        "%(number)s sums are told twice: beside visits, and among the payments. They count once.",
        sure,
    ) % {"number": grouped(sure)}
    asked = ngettext(
        "%(number)s sum may be told twice. It counts once until somebody has compared it in the list "
        "“Money that may be told twice”, in the first hour.",
        "%(number)s sums may be told twice. They count once until somebody has compared them in the list "
        "“Money that may be told twice”, in the first hour.",
        unclear,
    ) % {"number": grouped(unclear)}
    return [told] * bool(sure) + [asked] * bool(unclear)


def _may_undo(imported: Import) -> bool:
    if imported.state == ImportState.FAILED:
        return imported.resumes_in not in BEFORE_APPLYING
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
    )


def name_of(sheet: ImportSheet) -> str:
    """The file, and the sheet where that says more."""
    known = ("", sheet.file.name, PurePath(sheet.file.name).stem)
    return sheet.file.name if sheet.name in known else f"{sheet.file.name} · {sheet.name}"


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
        [Tab(count, f"{url}?outcome={count.outcome}", count.outcome == outcome) for count in tabs(sheet.counts)],
        outcome,
        [sheet.headings[column] for column in columns_shown(sheet)],
        row_lines(page[:limit], sheet, imported.branch, user),
        f"{url}?outcome={outcome}&after={more}" if more else "",
        url,
        few,
    )


def written(sheet: ImportSheet) -> str:
    """How the file is written, as far as it was found out: kind, encoding, separator, the year days count from,
    what the codes of a program mean."""
    file = sheet.file
    words = [
        str(_FORMATS[Format(file.format)]) if file.format in set(Format) else file.format.upper(),
        _ENCODINGS.get(file.encoding.lower(), file.encoding),
        str(_SEPARATORS.get(file.separator, file.separator)),
        _("dates count from 1904") if file.epoch_1904 else "",
        _("hidden sheet") if sheet.hidden else "",
        sexes_sentence(sheet),
    ]
    return " · ".join(filter(None, words))


def refused_files(imported: Import) -> list[str]:
    """Why files could not be read; each sentence names its file."""
    return [file_sentence(file) for file in imported.files.exclude(refused="")]


def headline(imported: Import, kept: int = 0) -> str:
    """What the page is about, in one sentence."""
    state = ImportState(imported.state)
    if state == ImportState.CHECKED:
        return _checked(imported.counts)
    if state == ImportState.APPLIED:
        parts = _parts(imported.counts, Outcome.NEW, Outcome.CHANGED)
        return _("Written: %(parts)s.") % {"parts": parts} if parts else _("There was nothing to write.")
    if state == ImportState.UNDONE:
        return _undone(kept)
    if state in (ImportState.STOPPED, ImportState.FAILED) and imported.resumes_in not in BEFORE_APPLYING:
        done = {"done": grouped(imported.done), "total": grouped(imported.total)}
        return _("Stopped after %(done)s of %(total)s rows. What is written stays.") % done
    return str(STATES[state][0])


def _checked(numbers: dict[str, int]) -> str:
    if numbers.get("new") or numbers.get("changed"):
        parts = _parts(numbers, Outcome.NEW, Outcome.CHANGED, Outcome.REFUSED)
        return _("%(parts)s. Nothing is written yet.") % {"parts": parts}
    if not any(numbers.get(outcome) for outcome in (Outcome.SAME, Outcome.DUPLICATE, Outcome.REFUSED)):
        return _("There is nothing in these files that could be taken.")
    if numbers.get("refused"):
        return _("Nothing can be written: %(parts)s.") % {"parts": _parts(numbers, Outcome.REFUSED, Outcome.SAME)}
    return _("Everything in these files is here already. There is nothing to write.")


_PARTS = {
    Outcome.NEW: gettext_lazy("%(number)s new"),
    Outcome.CHANGED: gettext_lazy("%(number)s changed"),
    Outcome.REFUSED: gettext_lazy("%(number)s refused"),
    Outcome.SAME: gettext_lazy("%(number)s here already"),
}


def _parts(numbers: dict[str, int], *outcomes: Outcome) -> str:
    """“60 new, 2 refused”: what there is of `outcomes`."""
    found = [str(_PARTS[one]) % {"number": grouped(numbers[one])} for one in outcomes if numbers.get(one)]
    return pgettext("between the parts of a list", ", ").join(found)


def _undone(kept: int) -> str:
    if not kept:
        return _("Taken back. Nothing of this import is left.")
    return ngettext("Taken back, but for %(number)s record.", "Taken back, but for %(number)s records.", kept) % {
        "number": grouped(kept)
    }


def history(
    user: User, before: int | None, limit: int
) -> list[tuple[Import, str, str, list[ImportFile], list[Count]]]:
    """Imports at the branches of `user`, latest first: each with its state in words and tone, files and counts."""
    found = Import.objects.visible_to(user).select_related("branch", "by").prefetch_related("files")
    if before is not None:
        found = found.filter(pk__lt=before)
    return [(one, *_state(one), list(one.files.all()), counts(one.counts)) for one in found[:limit]]


def _state(imported: Import) -> tuple[str, str]:
    label, tone = STATES[ImportState(imported.state)]
    return str(label), tone
