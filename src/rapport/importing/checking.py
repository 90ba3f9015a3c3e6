"""The preview: what every row would become. Nothing of the clinic is written."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

from rapport.importing.deciding.batch import decide, next_lines
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.events import NewEvent
from rapport.importing.deciding.line import Line
from rapport.importing.deciding.paid import staged_money
from rapport.importing.deciding.people import Registration
from rapport.importing.deciding.sought import staged_keys
from rapport.importing.holding import enter, release, turn
from rapport.importing.keys import as_who
from rapport.importing.models import Import, ImportRow, ImportSheet, ImportState, StagedKey
from rapport.importing.reasons import to_json
from rapport.importing.recognising import Kind
from rapport.importing.staging import sheets_in_order
from rapport.lib import clock
from rapport.lib.bulk import insert_many, update_many
from rapport.staff.models import User

ROWS_AT_ONCE = 500
_VERDICT = ("outcome", "problems", "changes", "twin_id", "became", "became_id")
# json.dumps makes an encoder anew each time
_as_text = json.JSONEncoder(ensure_ascii=False).encode


def check_next_batch(import_id: int, claim: uuid.UUID, limit: int = ROWS_AT_ONCE) -> bool:
    """Decide the next rows and note what they become; False when all are done. Raises Lost."""
    with turn(import_id, claim, ImportState.CHECKING) as imported:
        for sheet in sheets_in_order(imported):
            clinic = Clinic(imported, sheet, preview=True)
            lines = next_lines(clinic, sheet.checked_to, limit)
            if lines:
                decide(clinic, lines)
                note_verdicts(lines)
                _stage_keys(clinic, lines)
                sheet.checked_to = lines[-1].line
                count(imported, sheet, lines)
                return True
        release(imported)
        enter(imported, ImportState.CHECKED)
        return False


def begin_checking(imported: Import, *, by: User | None = None) -> None:
    """Have all rows looked at (anew). To be called under the import's lock."""
    if imported.state == ImportState.STAGING:
        enter(imported, ImportState.STAGED)
    StagedKey.objects.filter(imported=imported)._raw_delete(StagedKey.objects.db)
    ImportRow.objects.filter(sheet__file__imported=imported).exclude(outcome="").update(
        outcome="", problems=[], changes=[], twin=None, became="", became_id=None,
        content=None, content_place=0, identity=None, identity_place=0,
    )  # fmt: skip
    ImportSheet.objects.filter(file__imported=imported).update(checked_to=0, counts={})
    imported.counts = {}
    enter(imported, ImportState.CHECKING, by=by)
    imported.total = sum(sheet.rows_total for sheet in sheets_in_order(imported))


def count(imported: Import, sheet: ImportSheet, lines: Sequence[Line]) -> None:
    """Add the outcomes of a batch to the counts of sheet and import, and to the progress."""
    found = Counter(name for line in lines if line.verdict for name in line.verdict.counted_as)
    sheet.counts = dict(Counter(sheet.counts) + found)
    sheet.save()
    imported.counts = dict(Counter(imported.counts) + found)
    imported.done += len(lines)


def note_verdicts(lines: Iterable[Line]) -> None:
    """Write the verdicts of a preview into the rows of the import, with their hashes."""
    hashes = ("content", "content_place", "identity", "identity_place")
    update_many(ImportRow, (*_VERDICT, *hashes), ((*_verdict(line), *_hashes(line), line.id) for line in lines))


def note_applied(lines: Iterable[Line]) -> None:
    """Write what the rows of the import became, and when."""
    now = clock.now()
    update_many(ImportRow, (*_VERDICT, "applied_at"), ((*_verdict(line), now, line.id) for line in lines))


def _verdict(line: Line) -> tuple[object, ...]:
    verdict = line.verdict
    assert verdict is not None
    problems = _as_text([to_json(found) for found in verdict.problems]) if verdict.problems else "[]"
    changes = _as_text(verdict.changes) if verdict.changes else "[]"
    return (str(verdict.outcome), problems, changes, verdict.twin, verdict.became, verdict.became_id)


def _hashes(line: Line) -> tuple[object, ...]:
    if line.record is None:
        return (None, 0, None, 0)
    return (line.content, line.content_place, line.identity, line.identity_place)


def _stage_keys(clinic: Clinic, lines: Sequence[Line]) -> None:
    """Make the people whom these rows will create, and what they pay, known to later rows."""
    if clinic.kind is Kind.PRICES:
        return
    rows: list[tuple[int, int, int]] = []
    for line in lines:
        plan = line.verdict.plan if line.verdict and line.verdict.outcome == "new" else None
        newcomer = isinstance(plan, Registration) or (isinstance(plan, NewEvent) and plan.newcomer is not None)
        if newcomer and line.record is not None:
            keys = staged_keys(as_who(line.record), by_name=True)
            rows += [(clinic.imported.pk, key, line.id) for key in keys]
    if clinic.kind in (Kind.VISITS, Kind.PAYMENTS):
        rows += [(clinic.imported.pk, key, row) for key, row in staged_money(lines)]
    insert_many(StagedKey, ("imported_id", "key", "row_id"), rows)
