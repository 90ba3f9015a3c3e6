"""Real processes: they serve, share the work, and leave nothing behind however they end."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import template
from tests.running import READY, Installation, database_of_its_own, free_address, installation, wait_for

# seconds until all have ended that were asked to or lost their head: `serve` itself gives its own twenty, and a
# busy machine may take its time
GONE = 60
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Installation]:
    """An installation brought up to date, with nothing running; its tables are those that the run has made."""
    folder = tmp_path_factory.mktemp("installation") / "home"
    with database_of_its_own(template()) as database, installation(folder, database=database) as running:
        if not database:
            shutil.copyfile(template(), folder / "rapport.sqlite3")
        done = running.rapport("prepare")
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture
def clinic(prepared: Installation) -> Iterator[Installation]:
    yield prepared
    prepared.end()
    nothing_left(prepared)


def nothing_left(clinic: Installation) -> float:
    """How long it took until there was nothing."""
    return wait_for(lambda: not clinic.processes(), GONE, f"{clinic.processes()} to be gone")


def called(clinic: Installation, name: str) -> list[int]:
    return [number for number, shown in clinic.processes().items() if shown == name]


def all_there(clinic: Installation) -> bool:
    """Of the queue: head, sentinel, two workers, monitor and pusher; they are forked as one another's."""
    return len(called(clinic, "rapport-queue")) == 6


def serving(clinic: Installation) -> int:
    """The id of a `rapport serve` that answers and whose worker is at work."""
    listen = free_address()
    process = clinic.start("serve", "--listen", listen)
    wait_for(lambda: clinic.answers(listen), READY, "the pages answer")
    wait_for(lambda: all_there(clinic), READY, "the worker is at work")
    return process.pid


def test_serve_ends_whole_when_asked(clinic: Installation) -> None:
    """By SIGTERM; by Ctrl-C, which does the same, it is asked below."""
    os.kill(serving(clinic), signal.SIGTERM)
    nothing_left(clinic)
    assert clinic.started[-1].wait(GONE) == 0


@pytest.mark.parametrize("after", [0.05, 0.7, 2.0])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_a_start_that_was_cut_off(
    clinic: Installation, after: float, number: signal.Signals
) -> None:
    process = clinic.start("serve", "--listen", free_address())
    time.sleep(after)
    process.send_signal(number)
    nothing_left(clinic)


@pytest.mark.parametrize("whole", ["serve", "rapport-pages", "rapport-worker", "rapport-queue"])
def test_nothing_is_left_when_one_process_is_killed(clinic: Installation, whole: str) -> None:
    serve = serving(clinic)
    os.kill(serve if whole == "serve" else min(called(clinic, whole)), signal.SIGKILL)
    nothing_left(clinic)
    assert clinic.started[-1].wait(GONE) in (1, -signal.SIGKILL)


def test_pages_alone_leave_nothing_when_killed(clinic: Installation) -> None:
    listen = free_address()
    process = clinic.start("web", "--listen", listen)
    wait_for(lambda: clinic.answers(listen), READY, "the pages answer")
    process.kill()
    nothing_left(clinic)


def test_a_long_job_does_not_keep_its_worker_alive(clinic: Installation) -> None:
    worker, begun = clinic.start("worker"), clinic.home / "begun"
    clinic.queue("builtins.exec", [[f"import os, time; os.mkdir({str(begun)!r}); time.sleep({10 * GONE})"]])
    wait_for(lambda: all_there(clinic), READY, "the worker is at work")
    # who is told to end while the job waits inside, taken and not begun, has nothing to finish
    wait_for(begun.exists, READY, "the job has begun")
    worker.terminate()
    assert nothing_left(clinic) > 5  # it had its time to finish


@pytest.mark.each_database
def test_two_workers_share_the_jobs_and_do_none_twice(clinic: Installation) -> None:
    # a folder that is there already cannot be made: a job done twice fails
    folders = [clinic.home / f"job-{number}" for number in range(60)]
    workers = [clinic.start("worker"), clinic.start("worker")]
    wait_for(lambda: len(called(clinic, "rapport-queue")) == 12, READY, "both are at work")
    clinic.queue("os.mkdir", [[str(folder)] for folder in folders])
    wait_for(lambda: clinic.done("os.mkdir") == len(folders), READY, "every job is done")
    assert all(folder.is_dir() for folder in folders)
    assert clinic.done("os.mkdir", well=False) == 0
    assert all(worker.poll() is None for worker in workers)
