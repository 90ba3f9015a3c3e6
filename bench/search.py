"""How fast people are found among a million, beside the load of one record by its primary key in the same run.

    uv run python -m bench.search [--patients 1000000] [--database sqlite|postgresql|both] [--quick]

For seven kinds of search, each query made from a person of the crowd who must be found: the eight closest under
the search field, and the first page of the list by name; by an owner, who sees everyone, and at a branch of 500.
Then the commonest words there are. 95th percentiles in ms, by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from tests.postgres import server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments = parser.parse_args()
    patients = arguments.patients or (15_000 if arguments.quick else 1_000_000)
    figures = {}
    if arguments.database != "postgresql":
        figures["sqlite"] = _measured("", patients, arguments.quick)
    if arguments.database != "sqlite":
        with server() as address:
            figures["postgresql"] = _measured(address, patients, arguments.quick)
    for name, found in figures.items():
        _tell(name, found)
    print("figure", f"patients={patients}", *_worst(figures))


def _measured(address: str, patients: int, quick: bool) -> dict[str, Any]:
    """The figures of one database, with a home of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as home:
        environment = {**os.environ, "RAPPORT_HOME": home, "DATABASE_URL": address}
        command = [sys.executable, "-m", "bench.measure_search", str(patients), "25" if quick else "200"]
        output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def _tell(database: str, found: dict[str, Any]) -> None:
    print(f"\n{database}: filled in {found['fill_s']:.0f} s, {found['megabytes']} MB, {found['terms']} terms")
    print(f"  one record by its primary key: p95 {found['load_ms']:.2f} ms")
    print(f"  {'p95, ms':24}   closest  by name   closest, small branch  by name, small branch")
    for kind, columns in found["p95_ms"].items():
        print(f"  {kind:24} " + "".join(f"{ms:9.1f}" for ms in columns))
    for kind, columns in found["common_ms"].items():
        print(f"  commonest: {kind:13} " + "".join(f"{ms:9.1f}" for ms in columns))


def _worst(figures: dict[str, dict[str, Any]]) -> list[str]:
    """For the last line the worse of both databases."""
    told = []
    for name, one in figures.items():
        p95 = max(ms for columns in one["p95_ms"].values() for ms in columns)
        common = max(ms for columns in one["common_ms"].values() for ms in columns)
        told += [
            f"{name}_p95_ms={p95:.1f}",
            f"{name}_load_ms={one['load_ms']:.2f}",
            f"{name}_ratio={p95 / one['load_ms']:.1f}",
            f"{name}_commonest_ms={common:.1f}",
            f"{name}_missed={one['missed']}",
        ]
    return told


if __name__ == "__main__":
    main()
