"""How long a clinic takes to be backed up and put back, how big it is, and that nothing of it is lost.

    uv run python -m bench.backup [--patients 100000] [--quick] [--database NAME]

The demo, and a clinic of that many people with photos, are backed up with a key, put back into an empty
installation of the same kind of database, and backed up from there: the three SHA-256 of the contents, of which
the last is worked out from the restored rows and files, must be the same. Every step is the command itself in a
process of its own; the floor is compressing the same rows and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.databases import asked_for, installation, parser

PHOTO_BYTES = 150_000
A_PHOTO_FOR_EVERY = 200  # people
FILL = """
from rapport.config import ready
ready.set_up()
ready.bring_up_to_date()
from bench.clinic import fill
fill({patients})
"""


@dataclass(frozen=True)
class Step:
    """One command: what it said, seconds by the clock, of the processor, and megabytes at most."""

    said: dict[str, Any]
    seconds: float
    processor: float
    peak_mb: float


def main() -> None:
    arguments = parser(__doc__).parse_args()
    patients = arguments.patients or (500 if arguments.quick else 100_000)
    wanted = [(database, clinic) for database in asked_for(arguments) for clinic in ("demo", f"{patients}")]
    if arguments.quick:  # side by side: what is asked for is whether it works, and roughly how long
        wanted = [
            (database, clinic) for database, clinic in wanted if (database == "sqlite") == (clinic == "demo")
        ]
    with ProcessPoolExecutor(max_workers=2 if arguments.quick else 1) as pool:
        figures = [figure for found in pool.map(_measured, *zip(*wanted, strict=True)) for figure in found]
    print("figure", *figures)


def _measured(database: str, clinic: str) -> list[str]:
    with (
        tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder,
        installation(database) as first,
        installation(database) as second,
    ):
        _fill(first, clinic)
        key, archive = Path(folder) / "key", Path(folder) / "kept.age"
        key.write_text("a key that is used for measuring alone\n")
        locked = ["--key-file", str(key), "--json"]
        taken = _step(first, "backup", str(archive), *locked)
        restored = _step(second, "restore", str(archive), "--yes", *locked)
        again = _step(second, "backup", str(Path(folder) / "again.zip"), "--json")
        floor = _floor(Path(folder) / "again.zip")
    return _told(database, clinic, taken, restored, again, floor)


def _fill(environment: dict[str, str], clinic: str) -> None:
    if clinic == "demo":
        subprocess.run(_rapport("demo", "--seed-only"), env=environment, check=True, stdout=subprocess.DEVNULL)
        return
    subprocess.run([sys.executable, "-c", FILL.format(patients=clinic)], env=environment, check=True)
    chance, photos = Random(5), Path(environment["RAPPORT_HOME"], "files", "bench")
    photos.mkdir(parents=True)
    for number in range(int(clinic) // A_PHOTO_FOR_EVERY):
        (photos / f"{number}.jpg").write_bytes(chance.randbytes(PHOTO_BYTES))


def _rapport(*words: str) -> list[str]:
    return [sys.executable, "-m", "rapport.config.cli", *words]


def _step(environment: dict[str, str], *words: str) -> Step:
    begun = time.perf_counter()
    process = subprocess.Popen(_rapport(*words), env=environment, stdout=subprocess.PIPE)
    assert process.stdout
    said = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words[0]} ended with {process.returncode}")
    seconds = time.perf_counter() - begun
    return Step(json.loads(said), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _floor(archive: Path) -> float:
    """Seconds of the processor for compressing the tables as a backup does, and nothing else."""
    seconds = 0.0
    with zipfile.ZipFile(archive) as found:
        for name in found.namelist():
            if name.startswith("tables/"):
                rows = found.read(name)
                begun = time.process_time()
                zlib.compress(rows, 4)
                seconds += time.process_time() - begun
    return seconds


def _told(database: str, clinic: str, taken: Step, restored: Step, again: Step, floor: float) -> list[str]:
    hashes = {step.said["contents"] for step in (taken, restored, again)}
    rows, size = sum(taken.said["tables"].values()), taken.said["bytes"] / 1e6
    for name, step in (("backup", taken), ("restore", restored), ("backup of the copy", again)):
        print(
            f"{database}, {clinic}: {name} {step.said['seconds']:.1f} s, with its start {step.seconds:.1f} s, "
            f"processor {step.processor:.1f} s, at most {step.peak_mb:.0f} MB"
        )
    print(f"{database}, {clinic}: the floor {floor:.1f} s")
    print(f"{database}, {clinic}: {rows:,} rows, {taken.said['files']} files, {size:.1f} MB", *hashes, flush=True)
    name = f"{database}_{clinic}"
    return [
        f"{name}_equal={int(len(hashes) == 1)}",
        f"{name}_backup_s={taken.said['seconds']:.1f}",
        f"{name}_restore_s={restored.said['seconds']:.1f}",
        f"{name}_mb={size:.1f}",
    ]


if __name__ == "__main__":
    main()
