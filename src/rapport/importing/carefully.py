"""One bad row never stops an import: a batch that fails is taken row by row, and the culprit refused."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.db import OperationalError

from rapport.importing.applying import move_on
from rapport.importing.checking import count, note_applied, note_verdicts
from rapport.importing.deciding.batch import next_lines
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Verdict
from rapport.importing.holding import Lost, turn
from rapport.importing.models import ImportState, Outcome
from rapport.importing.reasons import problem
from rapport.importing.staging import sheets_in_order

log = logging.getLogger(__name__)
ROWS_AT_ONCE = 500
# a database that is busy is asked again so many times, a second apart
_PATIENCE = 10

Step = Callable[[int, uuid.UUID, int], bool]


def carefully(step: Step, import_id: int, claim: uuid.UUID, state: ImportState, told: Callable[[], None]) -> None:
    """Take steps until there are none left. Raises Lost, and OperationalError when the database stays away."""
    singly = busy = 0
    more = True
    while more:
        try:
            more = step(import_id, claim, 1 if singly else ROWS_AT_ONCE)
        except Lost:
            raise
        except OperationalError:
            busy += 1
            if busy > _PATIENCE:
                raise
            time.sleep(1)
            continue
        except Exception:
            if singly:
                log.exception("a row of import %s is refused", import_id)
                _refuse_next(import_id, claim, state)
            else:
                singly = ROWS_AT_ONCE + 1
        singly, busy = max(0, singly - 1), 0
        told()


def _refuse_next(import_id: int, claim: uuid.UUID, state: ImportState) -> None:
    """Refuse the row at which the step stands."""
    with turn(import_id, claim, state) as imported:
        preview = state == ImportState.CHECKING
        for sheet in sheets_in_order(imported):
            lines = next_lines(
                Clinic(imported, sheet, preview), sheet.checked_to if preview else sheet.applied_to, 1
            )
            if not lines:
                continue
            lines[0].verdict = Verdict(Outcome.REFUSED, (problem("could_not_write"),))
            (note_verdicts if preview else note_applied)(lines)
            if preview:
                sheet.checked_to = lines[0].line
                count(imported, sheet, lines)
            else:
                move_on(imported, sheet, lines)
            return
