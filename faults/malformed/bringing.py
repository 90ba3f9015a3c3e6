"""Brings one file in as a clinic would, to the end, and looks whether all of it is accounted for.

In a process with a ceiling on its memory. Whatever is logged with a traceback, on whatever level, is told.
"""

from __future__ import annotations

import json
import logging
import resource
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.utils import translation

from faults.dump import APPS
from faults.malformed.case import Case
from faults.malformed.counting import letters, letters_by_line, rows_of_open_document, rows_of_workbook
from rapport.importing import report, tasks
from rapport.importing.actions import apply_import, start_import, undo_import
from rapport.importing.models import Import, ImportFile, ImportRow, ImportSheet, ImportState, Outcome
from rapport.importing.models.row import REMARKED
from rapport.staff.models import Branch

MEMORY = 2_500 * 1024 * 1024
# a larger file is not read by another program: that one has no ceilings
_COUNTED_TO = 3 * 1024 * 1024
_LANGUAGES = ("en", "ru", "zh-hans")


@dataclass
class Told:
    """How it went. `counted` tells whether an independent count was possible."""

    state: str = ""
    refused: str = ""
    rows: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    tracebacks: list[str] = field(default_factory=list)
    unaccounted: list[str] = field(default_factory=list)
    counted: bool = False
    own_mb: float = 0
    quarantine_mb: float = 0


class _Tracebacks(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0]:
            self._into.append("".join(traceback.format_exception(*record.exc_info))[-3_000:])


def bring_in(case: Case, path: Path, branch: Branch) -> Told:
    """Stage, check, apply, report, take back. Never raises."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    told = Told()
    logging.getLogger().handlers = [_Tracebacks(told.tracebacks)]
    try:
        _bring_in(case, path, branch, told)
    except BaseException:
        told.tracebacks.append(traceback.format_exc()[-3_000:])
    told.own_mb, told.quarantine_mb = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return told


def _bring_in(case: Case, path: Path, branch: Branch, told: Told) -> None:
    empty = _domain()
    imported = start_import([(case.name, path)], branch=branch, by=None, kind=case.kind, queued=False)
    tasks.work(imported.pk)
    imported.refresh_from_db()
    if imported.state == ImportState.CHECKED:
        told.unaccounted += _unaccounted(imported, "checked")
        apply_import(imported, by=None, queued=False)
        tasks.work(imported.pk)
        imported.refresh_from_db()
    told.state, told.outcomes = str(imported.state), dict(imported.counts)
    if imported.state != ImportState.APPLIED:
        told.tracebacks.append(f"it stands in {imported.state} {imported.failure}")
        return
    told.unaccounted += [*_unaccounted(imported, "applied"), *_reports(imported)]
    file = ImportFile.objects.get(imported=imported)
    told.refused = file.refused
    told.rows = ImportRow.objects.filter(sheet__file=file).count()
    undo_import(imported, by=None, queued=False)
    tasks.work(imported.pk)
    if _domain() != empty:
        told.unaccounted.append(f"left behind after undoing: {Counter(_domain()) - Counter(empty)}")
    if not file.refused:
        told.counted, missing = _missing(file, case)
        told.unaccounted += missing


def _domain() -> dict[str, int]:
    """Table → how many rows, without those that stay on purpose: marks, and words that somebody was called by."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    kept = [model for model in models if model.__name__ not in ("ChangedPatient", "NameWord")]
    return {model._meta.label: model._default_manager.count() for model in kept}


def _unaccounted(imported: Import, when: str) -> Iterator[str]:
    """Rows and counts that do not agree."""
    total: Counter[str] = Counter()
    for sheet in ImportSheet.objects.filter(file__imported=imported):
        rows = ImportRow.objects.filter(sheet=sheet)
        outcomes = Counter(rows.values_list("outcome", flat=True))
        if outcomes.total() != sheet.rows_total:
            yield f"{when}: {sheet.rows_total} rows read, {outcomes.total()} kept"
        if not sheet.kind:
            if set(outcomes) - {""}:
                yield f"{when}: rows of a sheet that was not recognised became {outcomes}"
            continue
        # beside what they became it is counted which of them are remarked on
        outcomes += Counter({REMARKED: rows.remarked().count()})
        if outcomes != Counter(sheet.counts):
            yield f"{when}: the sheet counts {sheet.counts}, its rows are {outcomes}"
        for row in rows.filter(outcome=Outcome.REFUSED):
            if not any(problem["fatal"] for problem in row.problems):
                yield f"{when}: line {row.line} is refused without a reason"
        total += outcomes
    if total != Counter(imported.counts):
        yield f"{when}: the import counts {imported.counts}, its rows are {total}"


def _reports(imported: Import) -> Iterator[str]:
    """What is shown and given back names each refused row once, in every language."""
    refused = ImportRow.objects.filter(sheet__file__imported=imported, outcome=Outcome.REFUSED).count()
    for language in _LANGUAGES:
        with translation.override(language):
            told = report.as_json(imported)
            json.dumps(told)
            for row in ImportRow.objects.filter(sheet__file__imported=imported).exclude(problems=[]):
                report.reasons(row)
    if sum(len(file["refusals"]) for file in told["files"]) != refused:
        yield "the report does not name each refused row"
    sheets = (
        ImportRow.objects.filter(sheet__file__imported=imported, outcome=Outcome.REFUSED)
        .values("sheet")
        .distinct()
    )
    if sum(1 for _ in report.refused_csv(imported)) != refused + sheets.count():
        yield "the refused rows do not all come back"
    report.refused_rows_file(imported).close()


def _missing(file: ImportFile, case: Case) -> tuple[bool, list[str]]:
    """Whether the file could be counted by other means, and what of it is in no row."""
    sheets = list(file.sheets.all())
    staged = {
        sheet.index: set(ImportRow.objects.filter(sheet=sheet).values_list("line", flat=True)) for sheet in sheets
    }
    told = []
    if case.rows is not None and (found := sum(map(len, staged.values()))) != case.rows:
        told.append(f"{case.rows} rows are in the file, {found} were read")
    if file.format == "csv":
        return True, told + [line for sheet in sheets for line in _lost_letters(file, sheet)]
    other = {"xlsx": rows_of_workbook, "ods": rows_of_open_document}.get(file.format)
    if other is None or file.size > _COUNTED_TO:
        return case.rows is not None, told
    try:
        there = list(other(file.stored).values())
    except Exception:
        return case.rows is not None, told
    for index, lines in enumerate(there):
        sheet = next((sheet for sheet in sheets if sheet.index == index), None)
        heading = sheet.header_line if sheet else 0
        lost = lines - staged.get(index, set()) - ({heading, heading + 1} if heading else set())
        if lost:
            told.append(f"sheet {index}: rows {sorted(lost)[:5]} were not read")
    return True, told


def _lost_letters(file: ImportFile, sheet: ImportSheet) -> Iterator[str]:
    """Letters of the file that stand neither in a row nor in the headings."""
    there = letters_by_line(file.stored, file.encoding)
    rows = list(ImportRow.objects.filter(sheet=sheet).order_by("line").values_list("line", "cells"))
    if sheet.header_line:
        after = next((line for line, _cells in rows if line > sheet.header_line), len(there) + 1)
        heading = [number for number in range(sheet.header_line, after) if there[number - 1]]
        if len(heading) > 2:
            yield f"{len(heading)} lines were taken for headings"
        for number in heading:
            there[number - 1] = 0
    kept = sum(letters(cell) for _line, cells in rows for cell in cells)
    if kept != sum(there):
        yield f"{sum(there)} letters in the lines of the file, {kept} in the rows"
