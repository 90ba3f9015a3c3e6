"""Brings malformed files in, one after the other, each on a database as new and in a process of its own."""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from faults.house import House
from faults.malformed.books import book_files
from faults.malformed.bringing import Told, bring_in
from faults.malformed.case import Case
from faults.malformed.hurt import hurt_files
from faults.malformed.sound import sound_files
from faults.malformed.texts import text_files
from faults.worker import start

# on a machine that others share; a file of a hundred sheets is the slowest
PATIENCE = 600.0


@dataclass
class Tally:
    """What happened over all files."""

    files: int = 0
    tracebacks: int = 0
    unaccounted: int = 0
    counted: int = 0
    rows: int = 0
    own_mb: float = 0
    quarantine_mb: float = 0
    slowest: float = 0
    refused: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case, told: Told, seconds: float) -> None:
        self.files += 1
        self.tracebacks += bool(told.tracebacks)
        self.unaccounted += bool(told.unaccounted)
        self.counted += told.counted
        self.rows += told.rows
        self.own_mb, self.quarantine_mb = (
            max(self.own_mb, told.own_mb),
            max(self.quarantine_mb, told.quarantine_mb),
        )
        self.slowest = max(self.slowest, seconds)
        if told.refused:
            self.refused[told.refused] += 1
        self.outcomes += Counter(told.outcomes)
        for wrong in (*told.tracebacks, *told.unaccounted):
            print(f"{case.told} ({case.name[:40]!r}, as {case.kind or 'it looks'}): {wrong}", flush=True)


def malformed(folder: Path, count: int, seed: int) -> list[tuple[Case, Path]]:
    """`count` files: those made by hand, and as many hurt at random as are missing. Fewer: evenly taken from all.

    They stand in `folder`, and no longer in memory, which the processes that read them would inherit.
    """
    written: list[tuple[Case, Path]] = []
    for files in (sound_files(), text_files(seed), book_files(seed)):
        written += [_written(folder, case) for case in files]
    at_random = max(len(written) // 2, count - len(written))
    written += [_written(folder, case) for case in hurt_files(at_random, seed)]
    return [written[place * len(written) // count] for place in range(count)]


def _written(folder: Path, case: Case) -> tuple[Case, Path]:
    path = folder / secrets.token_hex(8)
    path.write_bytes(case.content)
    return replace(case, content=b""), path


def run(house: House, *, count: int, seed: int) -> Tally:
    house.keep("empty")
    tally = Tally()
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # what zipfile thinks of our archives
        for case, path in malformed(Path(folder), count, seed):
            house.put_back("empty")
            begun = time.monotonic()
            told = _in_a_process(house, case, path)
            tally.add(case, told, time.monotonic() - begun)
            if tally.files % 50 == 0:
                print(f"  {tally.files} files", file=sys.stderr, flush=True)
    return tally


def _in_a_process(house: House, case: Case, path: Path) -> Told:
    answer = house.home / "told.json"
    answer.unlink(missing_ok=True)
    worker = start(lambda: _tell(house, case, path, answer))
    if not worker.within(PATIENCE):
        worker.kill()
        return Told(tracebacks=[f"not done within {PATIENCE:.0f} s"])
    if not answer.exists():
        return Told(tracebacks=[f"the process died: {worker.ended}"])
    return Told(**json.loads(answer.read_text(encoding="utf-8")))


def _tell(house: House, case: Case, path: Path, answer: Path) -> None:
    answer.write_text(json.dumps(asdict(bring_in(case, path, house.branch))), encoding="utf-8")
