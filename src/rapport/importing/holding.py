"""One worker at a time is at an import. Who holds the claim may write; who lost it stops at the next batch."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q

from rapport.importing.models import Import, ImportState, ImportStep
from rapport.importing.models.import_ import WORKING
from rapport.lib import clock
from rapport.staff.models import User

# a worker that has not been heard of for so long is taken for dead
SILENCE = timedelta(seconds=30)
# seconds of work between two pauses, and how long they are
_WITHOUT_PAUSE, _PAUSE = 1.0, 0.12
_last_pause = time.monotonic()


class Lost(Exception):  # noqa: N818 it is not an error, it is the end of a turn
    """The claim belongs to another worker now, or somebody stopped the import."""


def enter(imported: Import, state: ImportState, *, by: User | None = None) -> None:
    """Bring `imported` into `state` and leave the step; progress starts anew. To be called under its lock."""
    imported.state = state
    imported.done = imported.total = 0
    imported.finished = False
    imported.failure = ""
    imported.save()
    ImportStep.objects.create(imported=imported, state=state, by=by, at=clock.now())


def stalled() -> Q:
    """The condition on Import for work that nobody is at."""
    return Q(state__in=WORKING) & (Q(heartbeat_at=None) | Q(heartbeat_at__lt=clock.now() - SILENCE))


@transaction.atomic
def take(import_id: int, *, by_force: bool = False) -> uuid.UUID | None:
    """Claim an import that has work to do; None where there is none, or another worker is at it.

    `by_force` takes it from a worker that still lives, which then stops at its next batch: a person asked for it.
    """
    imported = Import.objects.select_for_update().get(pk=import_id)
    if not imported.working:
        return None
    if not by_force and not Import.objects.filter(stalled(), pk=import_id).exists():
        return None
    imported.claim, imported.heartbeat_at = uuid.uuid4(), clock.now()
    imported.save(update_fields=["claim", "heartbeat_at"])
    return imported.claim


@contextmanager
def turn(import_id: int, claim: uuid.UUID, state: ImportState) -> Iterator[Import]:
    """One transaction under the import's lock, with a heartbeat at its end. Raises Lost."""
    with transaction.atomic():
        imported = Import.objects.select_for_update(of=("self",)).select_related("branch", "by").get(pk=import_id)
        if imported.claim != claim or imported.state != state:
            raise Lost
        yield imported
        if imported.claim is not None:
            imported.heartbeat_at = clock.now()
        imported.save()
    _let_others_write()


def _let_others_write() -> None:
    """A pause now and then on SQLite, longer than the 100 ms after which a waiting writer asks again.

    It gives the lock to whoever asks while it is free, not in turn: pages would wait for the end of the import.
    """
    global _last_pause  # noqa: PLW0603 one worker, one loop
    if connection.vendor == "sqlite" and time.monotonic() - _last_pause > _WITHOUT_PAUSE:
        time.sleep(_PAUSE)
        _last_pause = time.monotonic()


def promise(import_id: int, claim: uuid.UUID, silence: timedelta) -> None:
    """Say that this worker may be silent for so long, since what comes now is one piece of work."""
    Import.objects.filter(pk=import_id, claim=claim).update(heartbeat_at=clock.now() + silence)


def release(imported: Import) -> None:
    """Give the claim back; the state says what comes next."""
    imported.claim = imported.heartbeat_at = None


@transaction.atomic
def fail(import_id: int, claim: uuid.UUID, code: str) -> None:
    """Leave an import as failed, so that it can be taken up again where it stood."""
    imported = Import.objects.select_for_update().get(pk=import_id)
    if imported.claim != claim:
        return
    stood_in, done, total = imported.state, imported.done, imported.total
    release(imported)
    enter(imported, ImportState.FAILED)
    imported.resumes_in, imported.failure, imported.done, imported.total = stood_in, code, done, total
    imported.save()
