"""The importer's work in the background. Everything is taken up again where it stood."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from rapport.importing.applying import apply_next_batch, finish
from rapport.importing.carefully import carefully
from rapport.importing.checking import begin_checking, check_next_batch
from rapport.importing.holding import Lost, fail, stalled, take, turn
from rapport.importing.linking import link_next_batch
from rapport.importing.models import Import, ImportState
from rapport.importing.settling import settle_next_batch
from rapport.importing.staging import stage_next_file
from rapport.importing.undoing import undo_next_batch

log = logging.getLogger(__name__)


def work(import_id: int, *, by_force: bool = False, told: Callable[[], None] | None = None) -> None:
    """Carry an import on as far as it goes without a person: to checked, applied or undone.

    `told` is called after every batch. Returns at once where another worker is at it, unless `by_force`.
    """
    claim = take(import_id, by_force=by_force)
    while claim is not None:
        try:
            state = ImportState(Import.objects.values_list("state", flat=True).get(pk=import_id))
            if state not in _STEPS:
                return
            _STEPS[state](import_id, claim, told or (lambda: None))
        except Lost:
            return
        except Exception:
            log.exception("import %s stopped", import_id)
            fail(import_id, claim, "unexpected")
            return


def resume_stalled() -> None:
    """Take up imports whose worker died. Called every minute, and once when a worker starts."""
    for pk in Import.objects.filter(stalled()).values_list("pk", flat=True):
        work(pk)


def _stage(import_id: int, claim: uuid.UUID, told: Callable[[], None]) -> None:
    while stage_next_file(import_id, claim):
        told()
    with turn(import_id, claim, ImportState.STAGING) as imported:
        begin_checking(imported)


def _check(import_id: int, claim: uuid.UUID, told: Callable[[], None]) -> None:
    carefully(check_next_batch, import_id, claim, ImportState.CHECKING, told)


def _apply(import_id: int, claim: uuid.UUID, told: Callable[[], None]) -> None:
    carefully(apply_next_batch, import_id, claim, ImportState.APPLYING, told)
    while link_next_batch(import_id, claim):
        told()
    while settle_next_batch(import_id, claim):
        told()
    finish(import_id, claim, ImportState.APPLYING, ImportState.APPLIED)


def _undo(import_id: int, claim: uuid.UUID, told: Callable[[], None]) -> None:
    while undo_next_batch(import_id, claim):
        told()
    finish(import_id, claim, ImportState.UNDOING, ImportState.UNDONE)


_STEPS: dict[ImportState, Callable[[int, uuid.UUID, Callable[[], None]], None]] = {
    ImportState.STAGING: _stage,
    ImportState.CHECKING: _check,
    ImportState.APPLYING: _apply,
    ImportState.UNDOING: _undo,
}
