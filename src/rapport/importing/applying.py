"""Writes what was checked, batch by batch: rows, journal, keys and progress in one transaction each."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from rapport.importing.checking import note_applied
from rapport.importing.deciding.batch import decide, next_lines
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Line
from rapport.importing.holding import enter, promise, release, turn
from rapport.importing.models import Import, ImportSheet, ImportState, Outcome, StagedKey
from rapport.importing.recognising import Kind
from rapport.importing.staging import sheets_in_order
from rapport.importing.writing.events import write_appointments, write_payments, write_prices
from rapport.importing.writing.ledger import Ledger
from rapport.importing.writing.people import write_people
from rapport.importing.writing.visits import write_visits
from rapport.people.duplicates import find_duplicates
from rapport.segmentation.counting import count_grades
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.worklists.sweep import sweep_lists

ROWS_AT_ONCE = 500
# finding duplicates and working out facts of everyone is one piece of work
_FINISHING = timedelta(minutes=10)
_WRITERS = {
    Kind.PATIENTS: write_people,
    Kind.APPOINTMENTS: write_appointments,
    Kind.PAYMENTS: write_payments,
    Kind.PRICES: write_prices,
}


def apply_next_batch(import_id: int, claim: uuid.UUID, limit: int = ROWS_AT_ONCE) -> bool:
    """Decide the next rows anew and write them; False when all are written. Raises Lost."""
    with turn(import_id, claim, ImportState.APPLYING) as imported:
        for sheet in sheets_in_order(imported):
            clinic = Clinic(imported, sheet, preview=False)
            lines = next_lines(clinic, sheet.applied_to, limit)
            if lines:
                apply(clinic, lines)
                move_on(imported, sheet, lines)
                return True
        return False


def apply(clinic: Clinic, lines: Sequence[Line]) -> None:
    """Write one batch, under the lock of its import."""
    decider = decide(clinic, lines)
    ledger = Ledger(clinic)
    if clinic.kind is Kind.VISITS:
        write_visits(clinic, lines, ledger, decider)
    else:
        _WRITERS[clinic.kind](clinic, lines, ledger)
    for line in lines:
        _keep_key(line, ledger)
    ledger.flush()
    _keep_preview(lines)
    note_applied(lines)


def _keep_key(line: Line, ledger: Ledger) -> None:
    verdict = line.verdict
    if verdict is None or line.record is None or verdict.became_id is None:
        return
    ledger.known(line, verdict.became, verdict.became_id)
    if verdict.outcome == Outcome.CHANGED:
        ledger.outdated(verdict.became, verdict.became_id)


def _keep_preview(lines: Sequence[Line]) -> None:
    """What the preview called a duplicate of an earlier row is found as that row's record by now."""
    for line in lines:
        if line.verdict and line.outcome == Outcome.DUPLICATE and line.verdict.outcome == Outcome.SAME:
            line.verdict.outcome, line.verdict.twin = Outcome.DUPLICATE, line.twin


def move_on(imported: Import, sheet: ImportSheet, lines: Sequence[Line]) -> None:
    """Move the cursor and correct the counts of the preview where a row became something else."""
    was = Counter(name for line in lines for name in line.was)
    became = Counter(name for line in lines if line.verdict for name in line.verdict.counted_as)
    for counted in (sheet, imported):
        counts = Counter(counted.counts)
        counts.subtract(was)
        counts.update(became)
        counted.counts = {name: number for name, number in counts.items() if number}
    sheet.applied_to = lines[-1].line
    sheet.save()
    imported.done += len(lines)


def finish(import_id: int, claim: uuid.UUID, state: ImportState, then: ImportState) -> None:
    """Find duplicates and work out everyone's facts, then bring the import into its next state. Raises Lost.

    Safe to run again: a worker that dies in it leaves the import for the next one.
    """
    with turn(import_id, claim, state):
        pass
    promise(import_id, claim, _FINISHING)
    find_duplicates()
    refresh_facts()
    # the months in Insights would show another base until the next day
    count_grades()
    sweep_lists()
    with turn(import_id, claim, state) as imported:
        StagedKey.objects.filter(imported=imported)._raw_delete(StagedKey.objects.db)
        release(imported)
        enter(imported, then)
        imported.finished = True
