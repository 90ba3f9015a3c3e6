"""Work that comes back is done once for each of its times, and workers show that they live."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from rapport.lib import clock
from rapport.staff import working
from rapport.staff.models import JobRun, Worker
from rapport.staff.working import GONE, TAKEN_FOR, run_once, show_up, workers

NIGHT = datetime(2026, 3, 4, 18, 10, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def done(period: datetime, at: datetime | None = None) -> list[str]:
    """What a job of that time did, begun at `at`."""
    did: list[str] = []
    with clock.set_to(at or period):
        run_once("greet", period, lambda: did.append("greeted"))
    return did


def test_a_nightly_job_started_twice_is_done_once() -> None:
    assert done(NIGHT) == ["greeted"]
    assert done(NIGHT, NIGHT + timedelta(hours=3)) == []
    assert done(NIGHT + DAY) == ["greeted"]


def test_a_clock_set_back_does_nothing_anew() -> None:
    """Not for that day, nor for an earlier one; and a year that was wrong by mistake binds nobody."""
    JobRun.objects.create(job="greet", period=NIGHT + 900 * DAY, started_at=NIGHT, ended_at=NIGHT)
    assert done(NIGHT) == ["greeted"]
    assert done(NIGHT - DAY) == []


def test_a_job_that_failed_is_done_when_it_is_started_again() -> None:
    with pytest.raises(ZeroDivisionError):
        run_once("greet", NIGHT, lambda: 1 / 0)
    assert done(NIGHT) == ["greeted"]


def test_a_job_whose_worker_died_is_taken_up() -> None:
    JobRun.objects.create(job="greet", period=NIGHT, started_at=NIGHT)
    assert done(NIGHT, NIGHT + TAKEN_FOR - timedelta(seconds=1)) == []
    assert done(NIGHT, NIGHT + TAKEN_FOR) == ["greeted"]


def by_looking_first(job: str, period: datetime, work: Callable[[], object]) -> bool:
    """The twin: whoever sees no run does the work, and notes it afterwards."""
    begun = JobRun.objects.filter(job=job, period=period).exists()
    at_once.wait(5)
    if not begun:
        work()
    return not begun


at_once = Barrier(2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("run", "times"), [(run_once, 1), (by_looking_first, 2)])
def test_two_workers_that_start_it_at_once_do_it_once(run: Callable[..., bool], times: int) -> None:
    """Looking first and noting afterwards does it twice: the test bites."""
    at_once.reset()
    did: list[int] = []

    def race() -> bool:
        try:
            if run is run_once:
                at_once.wait(5)
            return run("greet", NIGHT, lambda: did.append(1))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = [begun.result() for begun in [threads.submit(race) for _ in range(2)]]
    assert len(did) == sum(answers) == times


def test_workers_are_seen_while_they_live(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several machines, each with its own; one that was gone for a day is forgotten."""
    with clock.set_to(NIGHT):
        for machine in ("desk", "cellar"):
            monkeypatch.setattr(working.socket, "gethostname", lambda machine=machine: machine)
            show_up()
        assert [worker.machine for worker in workers()] == ["cellar", "desk"]
    with clock.set_to(NIGHT + GONE):
        show_up()
        assert [worker.machine for worker in workers()] == ["cellar"]
    with clock.set_to(NIGHT + 2 * DAY):
        show_up()
    assert Worker.objects.get().since == NIGHT
