"""An import whose workers are killed at random moments ends as if nothing had happened; so does taking it back.

A life is: brought in, read and checked | applied, linked, finished | taken back, finished; a person is between
the three acts. An undisturbed life measures how long each phase takes; the moments of the kills are then drawn,
half of them over the whole length, half over a phase drawn first, since some phases are short. After each kill
another worker takes the import up: because a person asks for it, or because the dead one has been silent; now and
then while the old one still lives.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from unittest import mock

from django.db import connection

from faults.dump import Dump, difference, dump
from faults.exports import Export
from faults.house import House
from faults.phases import ACTS, Board, Moment, Seconds, moments, watched
from faults.worker import Worker, start
from rapport.importing import applying, carefully, checking, holding, linking, staging, tasks, undoing
from rapport.importing.actions import apply_import, start_import, undo_import
from rapport.importing.models import Import, ImportRow, ImportSheet, ImportState
from rapport.importing.recognising import Kind
from rapport.lib import clock

# every run has the same day, and facts that depend on it
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
_ENDS = (ImportState.CHECKED, ImportState.APPLIED, ImportState.UNDONE)
# does what it is given, under other circumstances
Job = Callable[[Callable[[], None]], None]

# without an end for so long, a worker is taken to stand still; a busy machine needs patience
_STUCK = 900.0
_TAKEOVERS = 0.12
_BATCH = 100


@dataclass
class Tally:
    """What happened over all lives; when `wanted` kills have hit, workers are left in peace."""

    wanted: int
    kills: int = 0
    resumed: int = 0
    takeovers: int = 0
    lives: int = 0
    unequal: int = 0
    at: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def compare(self, what: str, expected: Dump, found: Dump) -> None:
        differs = difference(expected, found)
        if differs:
            self.unequal += 1
            self.told.append(f"{what}: {differs}")


@dataclass
class Undisturbed:
    """How a life goes that nobody disturbs."""

    before: Dump
    after: Dump
    seconds: Seconds


@contextmanager
def one_day_in_small_batches() -> Iterator[None]:
    """It is the same moment throughout, since what waits for whom depends on the day; and batches have a hundred
    rows, so that there are many places between two of them."""
    with clock.set_to(NOW), mock.patch.multiple(carefully, ROWS_AT_ONCE=_BATCH):
        yield


def live_undisturbed(house: House, export: Export) -> Undisturbed:
    """Bring in, apply and take back with one worker; the database is kept as `new` and, on the way, `checked`."""
    house.keep("new")
    before = dump()
    seconds: Seconds = {}
    imported = _act(house, 0, export, None, seconds)
    house.keep("checked")
    _act(house, 1, export, imported, seconds)
    after = _everything(imported)
    _act(house, 2, export, imported, seconds)
    assert not difference(before, dump()), difference(before, dump())
    return Undisturbed(before, after, seconds)


def _act(house: House, act: int, export: Export, imported: Import | None, seconds: Seconds) -> Import:
    """One act with a worker that nobody disturbs."""
    with watched(act, Board(), seconds):
        imported = _ask(house, act, export, imported)
        tasks.work(imported.pk)
    _check_end(imported, act)
    return imported


def _ask(house: House, act: int, export: Export, imported: Import | None) -> Import:
    """What the person does before each act."""
    if imported is None:
        return start_import(export.files, branch=house.branch, by=None, queued=False)
    return (apply_import if act == 1 else undo_import)(imported, by=None, queued=False)


def _check_end(imported: Import, act: int) -> None:
    imported.refresh_from_db()
    assert imported.state == _ENDS[act], f"{imported.state} {imported.failure}"


def live_with_kills(
    house: House, export: Export, usual: Undisturbed, kills: int, chance: Random, tally: Tally
) -> None:
    """One life with up to `kills` kills, compared with the undisturbed one after applying and at its end."""
    house.put_back("new")
    imported: Import | None = None
    plan = moments(usual.seconds, kills, chance)
    for act in range(len(ACTS)):
        imported = _ask(house, act, export, imported)
        carry_on(imported, act, plan[act], chance, tally)
        _check_end(imported, act)
        if act == 1:
            tally.compare("after applying", usual.after, _everything(imported))
    tally.compare("after taking back", usual.before, dump())
    tally.lives += 1


def carry_on(
    imported: Import, act: int, plan: list[Moment], chance: Random, tally: Tally, job: Job | None = None
) -> None:
    """Let workers come and be killed at the moments of the plan, and a last one that ends by itself."""
    board, kills = Board(), 0
    last = Moment(0, 0.0)
    with watched(act, board, {}):
        worker = _begin(imported, chance, job, first=True)
        for moment in plan:
            if tally.kills == tally.wanted or not _reaches(
                worker, board, moment, last, whole=ACTS[act][moment.place - 1].whole
            ):
                break
            last, old, taken = moment, worker, chance.random() < _TAKEOVERS
            if taken:
                worker = _begin(imported, chance, job, by_force=True)
                old.within(chance.random() * 0.3)
            if not old.kill():
                continue
            kills += 1
            tally.kills += 1
            tally.takeovers += taken
            tally.at[stands(imported)] += 1
            if not taken:
                worker = _begin(imported, chance, job)
        _let_it_end(worker, imported, tally)
    imported.refresh_from_db()
    if imported.state in _ENDS:
        tally.resumed += kills


def _reaches(worker: Worker, board: Board, moment: Moment, last: Moment, *, whole: bool) -> bool:
    """Wait for a moment; whether the worker is still at work then. What was done before the last kill is done."""
    while board.at < moment.place:
        if worker.within(0.005):
            return False
    done = last.after if last.place == moment.place and not whole else 0.0
    return not worker.within(moment.after - done)


def _let_it_end(worker: Worker, imported: Import, tally: Tally) -> None:
    if not worker.within(_STUCK):
        worker.kill()
        raise TimeoutError(f"the import stands still in {stands(imported)}")
    if worker.ended != 0:
        tally.told.append(f"a worker ended with {worker.ended} in {stands(imported)}")


def _begin(
    imported: Import,
    chance: Random,
    job: Job | None,
    *,
    first: bool = False,
    by_force: bool = False,
) -> Worker:
    """A worker that takes the import up: as the minute's sweep does, or because a person asks."""
    asked = by_force or first or chance.random() < 0.5
    if not asked:  # the dead worker has been silent for long
        Import.objects.filter(pk=imported.pk).update(heartbeat_at=None)

    def work() -> None:
        if asked:
            tasks.work(imported.pk, by_force=True)
        else:
            tasks.resume_stalled()

    return start(lambda: job(work)) if job else start(work)


def stands(imported: Import) -> str:
    """The phase in which an import stands."""
    imported.refresh_from_db()
    if imported.state == ImportState.UNDOING:
        return "undoing" if imported.journal.filter(undone=False).exists() else "finishing undo"
    if imported.state != ImportState.APPLYING:
        return str(imported.state)
    sheets = staging.sheets_in_order(imported)
    if any(ImportRow.objects.filter(sheet=sheet, line__gt=sheet.applied_to).exists() for sheet in sheets):
        return "applying"
    people = [sheet for sheet in sheets if sheet.kind == Kind.PATIENTS]
    linked = not any(
        ImportRow.objects.filter(sheet=sheet, line__gt=sheet.finished_to).exists() for sheet in people
    )
    return "finishing" if linked else "linking"


def _everything(imported: Import) -> Dump:
    """The dump, and what the import says of its sheets and rows."""
    sheets = ImportSheet.objects.filter(file__imported=imported).order_by("file__position", "index")
    rows = ImportRow.objects.filter(sheet__in=sheets).order_by("sheet__file__position", "sheet__index", "line")
    told = rows.values_list("sheet__name", "line", "outcome", "became", "problems", "changes")
    return {
        **dump(),
        "sheets": [str(sheet) for sheet in sheets.values_list("name", "kind", "rows_total", "counts")],
        "rows": [str(row) for row in told],
    }


@contextmanager
def guard_off() -> Iterator[None]:
    """Take the transaction away that holds a batch, its journal, its keys and the mark of its rows together."""

    @contextmanager
    def turn_in_pieces(import_id: int, claim: object, state: ImportState) -> Iterator[Import]:
        imported = Import.objects.select_related("branch", "by").get(pk=import_id)
        if imported.claim != claim or imported.state != state:
            raise holding.Lost
        yield imported
        imported.save()

    modules = [applying, carefully, checking, linking, staging, tasks, undoing]
    with ExitStack() as stack:
        for module in modules:
            stack.enter_context(mock.patch.object(module, "turn", turn_in_pieces))
        yield


def twin(house: House, usual: Undisturbed, kills: int, chance: Random) -> Tally:
    """The same with the guard off, from the checked import on: equal without kills, unequal with them."""

    def unguarded(work: Callable[[], None]) -> None:
        if connection.vendor == "sqlite":  # every statement is a commit now; a killed process needs no syncing
            connection.cursor().execute("PRAGMA synchronous=OFF")
        with guard_off():
            work()

    tally = Tally(kills)
    undisturbed = _applied_from_checked(house, [], chance, Tally(0), unguarded)
    expected = {table: usual.after[table] for table in undisturbed}
    if told := difference(expected, undisturbed):
        raise AssertionError(f"unequal without a kill: {told}")
    length = usual.seconds[ACTS[1][0]]
    plan = sorted(Moment(1, chance.random() * length) for _ in range(kills))
    tally.compare("guard off", expected, _applied_from_checked(house, plan, chance, tally, unguarded))
    tally.lives = 1
    return tally


def _applied_from_checked(house: House, plan: list[Moment], chance: Random, tally: Tally, job: Job) -> Dump:
    house.put_back("checked")
    imported = apply_import(Import.objects.latest("pk"), by=None, queued=False)
    carry_on(imported, 1, plan, chance, tally, job)
    return dump()


@one_day_in_small_batches()
def run(house: House, older: Export, today: Export, *, kills: int, lives: int, seed: int) -> tuple[Tally, Tally]:
    """Kill until `kills` have hit, in at least `lives` lives; then the twin."""
    chance = Random(seed)
    _act(house, 1, older, _act(house, 0, older, None, {}), {})
    usual = live_undisturbed(house, today)
    _tell(house, usual)
    tally = Tally(kills)
    while tally.kills < kills:
        live_with_kills(house, today, usual, -(-kills // lives), chance, tally)
        print(f"  life {tally.lives}: {tally.kills} kills, unequal {tally.unequal}", file=sys.stderr, flush=True)
    return tally, twin(house, usual, 6, chance)


def _tell(house: House, usual: Undisturbed) -> None:
    lengths = ", ".join(f"{phase.name} {length:.1f} s" for phase, length in usual.seconds.items())
    print(f"{house.vendor}: {len(usual.after['rows'])} rows; undisturbed {lengths}", flush=True)
