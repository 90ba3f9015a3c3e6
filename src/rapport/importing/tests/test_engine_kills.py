"""Killed at any moment and started again, an import ends as if nobody had touched it; two workers never double."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from rapport.importing import actions, holding, tasks
from rapport.importing.models import Import, ImportState
from rapport.importing.tests.engine import dump, take_back
from rapport.people.models import Patient
from rapport.staff.models import Branch
from tests.running import wait_for

PEOPLE, ROWS_AT_ONCE = 96, 12
# what a worker dies of, with nothing done about it: the alarm of its own processor time, which does not run faster
# where others keep it waiting
DEATH = signal.SIGPROF
# forks a worker for every import that it is told, and says its id and then how it ended; one that is told a time
# dies when it has worked so long
_READY = f"""
import os, signal, sys, django
django.setup()
from rapport.importing import carefully, tasks
carefully.ROWS_AT_ONCE = {ROWS_AT_ONCE}
for pk, dies_after in map(str.split, sys.stdin):
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, float(dies_after))
        tasks.work(int(pk), by_force=True)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
# seconds of work, of the two to three tenths that a stage takes, before which none dies and within which it does
_BEGUN, _WORKED = 0.03, 0.12
# moments and ids differ from run to run, whatever happens
_LEFT_OUT = ("SearchTerm", "NameWord", "PatientTag")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many of them, of few people."""
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", ROWS_AT_ONCE)


@pytest.fixture
def files(transactional_db: None, tmp_path: Path) -> list[tuple[str, Path]]:
    """People with their visits and payments, so that every kind of batch is met."""
    return written(tmp_path, PEOPLE)


@pytest.fixture
def few(transactional_db: None, tmp_path: Path) -> list[tuple[str, Path]]:
    """Of each kind two batches."""
    return written(tmp_path, 2 * ROWS_AT_ONCE)


def written(folder: Path, number: int) -> list[tuple[str, Path]]:
    people = folder / "people.csv"
    lines = [f"{n},Person {n:05} Number{n % 7},19{50 + n % 50}-01-02,来源{n % 5}" for n in range(number)]
    people.write_text("病历号,姓名,出生日期,来源\n" + "\n".join(lines))
    visits = folder / "visits.csv"
    lines = [f"{n},2024-03-05,洁治,{n + 1},{n}" for n in range(number)]
    visits.write_text("病历号,就诊日期,治疗项目,金额,实收\n" + "\n".join(lines))
    return [(path.name, path) for path in (people, visits)]


def contents() -> dict[str, list[str]]:
    """The clinic's tables without ids and moments, which no two runs share."""
    people = Patient.objects.order_by("file_number")
    return {
        "people": list(map(str, people.values_list("file_number", "full_name", "source__name"))),
        "visits": list(map(str, people.values_list("file_number", "visits__treatments__amount"))),
        "paid": list(map(str, people.values_list("file_number", "payments__amount"))),
        "facts": list(map(str, people.values_list("file_number", "facts__visits", "facts__spend"))),
    }


def start(branch: Branch, files: list[tuple[str, Path]]) -> Import:
    return actions.start_import(files, branch=branch, by=None, queued=False)


class Workers:
    """Workers on the database of this test, one after the other: each a process of its own, and soon there."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.worker",
            "TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "PYTEST_XDIST_WORKER": "beside",  # the same home folder: that is where the files are
        }
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.ready = subprocess.Popen([sys.executable, "-c", _READY], env=environment, **pipes)

    def start(self, pk: int, dies_after: float = 0) -> int:
        """The id of a new worker on the import `pk`, which dies after so many seconds of work (0: it does not)."""
        assert self.ready.stdin is not None
        print(pk, dies_after, file=self.ready.stdin, flush=True)
        return self._said()

    def end_of(self, worker: int) -> int:
        """How it ended."""
        wait_for(lambda: not lives(worker), 120, "the worker ends")
        return self._said()

    def _said(self) -> int:
        assert self.ready.stdout is not None
        return int(self.ready.stdout.readline())


@pytest.fixture
def workers(transactional_db: None) -> Iterator[Workers]:
    workers = Workers()
    with workers.ready:  # which ends with its orders
        yield workers


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def work_with_kills(workers: Workers, pk: int, until: ImportState, kills: int, dice: random.Random) -> int:
    """Let workers die at random moments of their work, then one finish; how many died before they had."""
    died = 0
    while Import.objects.get(pk=pk).state != until:
        worker = workers.start(pk, _BEGUN + dice.random() * _WORKED if died < kills else 0)
        ended = workers.end_of(worker)
        assert ended in (0, -DEATH)
        died += ended == -DEATH
    return died


def test_killed_and_resumed_it_equals_an_undisturbed_run(
    riverside: Branch, files: list[tuple[str, Path]], workers: Workers
) -> None:
    undisturbed = start(riverside, files)
    tasks.work(undisturbed.pk)
    actions.apply_import(undisturbed, by=None, queued=False)
    tasks.work(undisturbed.pk)
    wanted = contents()
    take_back(undisturbed)
    empty = dump(_LEFT_OUT)

    dice = random.Random(7)
    imported = start(riverside, files)
    killed = work_with_kills(workers, imported.pk, ImportState.CHECKED, 1, dice)
    actions.apply_import(imported, by=None, queued=False)
    killed += work_with_kills(workers, imported.pk, ImportState.APPLIED, 2, dice)
    assert contents() == wanted
    actions.undo_import(imported, by=None, queued=False)
    killed += work_with_kills(workers, imported.pk, ImportState.UNDONE, 1, dice)
    assert dump(_LEFT_OUT) == empty
    assert killed >= 2


def test_a_second_worker_takes_over_and_nothing_doubles(riverside: Branch, files: list[tuple[str, Path]]) -> None:
    """The second one takes it by force in the midst of the first one's work."""
    imported = start(riverside, files)
    tasks.work(imported.pk)
    actions.apply_import(imported, by=None, queued=False)
    second = threading.Thread(target=work_beside, args=[imported.pk])
    batches: list[int] = []
    claims: set[UUID | None] = set()

    def taken_over() -> bool:
        claims.add(Import.objects.get(pk=imported.pk).claim)
        return len(claims) > 1

    def after_each_batch() -> None:
        batches.append(1)
        if len(batches) == 3:
            taken_over()
            second.start()
        if len(batches) == 10:  # on a busy machine it may not have come to its turn
            wait_for(taken_over, 60, "the second one takes it")

    tasks.work(imported.pk, told=after_each_batch)
    second.join(120)
    imported.refresh_from_db()
    assert (imported.state, imported.counts) == (ImportState.APPLIED, {"new": 2 * PEOPLE})
    assert Patient.objects.count() == PEOPLE
    assert len(batches) < 2 * PEOPLE / ROWS_AT_ONCE


def work_beside(pk: int) -> None:
    try:
        tasks.work(pk, by_force=True)
    finally:
        connection.close()


class PowerCut(BaseException):
    """The process ends here."""


@contextmanager
def turn_without_transaction(import_id: int, claim: UUID, state: ImportState) -> Iterator[Import]:
    """A turn with its guard off: what is written is written at once."""
    imported = Import.objects.select_related("branch", "by").get(pk=import_id, claim=claim, state=state)
    yield imported
    imported.save()


@pytest.mark.parametrize("guarded", [True, False])
def test_rows_and_journal_are_written_together_or_not_at_all(
    riverside: Branch, few: list[tuple[str, Path]], monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """With the guard off, the same power cut leaves people whom no journal knows."""
    imported = start(riverside, few)
    tasks.work(imported.pk)
    actions.apply_import(imported, by=None, queued=False)
    with monkeypatch.context() as patch:
        patch.setattr("rapport.importing.writing.ledger.Ledger.flush", power_cut)
        if not guarded:
            patch.setattr("rapport.importing.applying.turn", turn_without_transaction)
        with pytest.raises(PowerCut):
            tasks.work(imported.pk)
    tasks.work(imported.pk, by_force=True)
    imported.refresh_from_db()
    assert imported.state == ImportState.APPLIED
    take_back(imported)
    assert Patient.objects.exists() is not guarded


def power_cut(_ledger: object) -> None:
    raise PowerCut


def test_a_worker_that_lost_its_claim_writes_nothing_more(riverside: Branch, few: list[tuple[str, Path]]) -> None:
    imported = start(riverside, few)
    tasks.work(imported.pk)
    actions.apply_import(imported, by=None, queued=False)
    first = holding.take(imported.pk)
    second = holding.take(imported.pk, by_force=True)
    assert first is not None and second is not None
    with pytest.raises(holding.Lost):
        tasks.apply_next_batch(imported.pk, first)
    assert not Patient.objects.exists()
    assert tasks.apply_next_batch(imported.pk, second)


def test_a_worker_that_still_lives_is_left_alone(riverside: Branch, few: list[tuple[str, Path]]) -> None:
    imported = start(riverside, few)
    assert holding.take(imported.pk) is not None
    assert holding.take(imported.pk) is None
    tasks.resume_stalled()
    imported.refresh_from_db()
    assert imported.state == ImportState.STAGING
    Import.objects.update(heartbeat_at="2020-01-01T00:00Z")
    tasks.resume_stalled()
    imported.refresh_from_db()
    assert imported.state == ImportState.CHECKED
