"""Two and more who write in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from rapport.lib import clock
from rapport.lib.refusal import Refused

# seconds in which who does not wait for the other is done
_LATER = 1.0
_PATIENCE = 60


@pytest.fixture(params=[True, False])
def guarded(request: pytest.FixtureRequest) -> bool:
    """A race and its twin without the guard, which has nothing to show on SQLite: who writes is alone."""
    if not request.param and connection.vendor == "sqlite":
        pytest.skip("who writes is alone")
    return bool(request.param)


def all_at_once(
    *jobs: Callable[[], object], now: datetime | None = None, told: type[Exception] = Refused
) -> list[Any]:
    """What each of `jobs`, which begin in the same moment, gave; or the error it raised, where that is `told`.

    `now` is the moment for all of them; None: as the clock goes.
    """
    ready = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            with clock.set_to(now) if now else nullcontext():
                ready.wait(_PATIENCE)
                return job()
        except told as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as crowd:
        return list(crowd.map(run, jobs))


def codes(given: Iterable[object]) -> list[str]:
    """Those of the refusals among what was given."""
    return [one.code for one in given if isinstance(one, Refused)]


def while_the_first_writes(
    first: Callable[[], object], second: Callable[[], object], *, now: datetime, waits: bool = True
) -> str:
    """`second` begins when `first` has written and not committed; what it got: "done", or the code of the refusal.

    `waits`: it is expected to wait for the first one, who commits in the meantime; else the first one commits when
    it is done.
    """
    written, go_on = threading.Event(), threading.Event()

    def one() -> None:
        try:
            with clock.set_to(now), transaction.atomic():
                first()
                written.set()
                assert go_on.wait(_PATIENCE)
        finally:
            written.set()
            connection.close()

    def other() -> str:
        try:
            with clock.set_to(now):
                second()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as crowd:
        begun = crowd.submit(one)
        assert written.wait(_PATIENCE)
        beside = crowd.submit(other)
        if waits:
            threading.Timer(_LATER, go_on.set).start()
        else:
            beside.add_done_callback(lambda _done: go_on.set())
        begun.result(_PATIENCE)
        return beside.result(_PATIENCE)
