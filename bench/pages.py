"""How fast the pages are, beside a bare Django view that shows the same 50 rows, on both databases.

    uv run python -m bench.pages [--patients 100000] [--quick]

Two sync workers each, eight clients, floor and page in turns in the same run.
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

PAGES = ("list", "filter", "search", "card")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    arguments = parser.parse_args()
    patients = arguments.patients or (2_000 if arguments.quick else 100_000)
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
        command = [sys.executable, "-m", "bench.measure_pages", str(patients), "quick" if quick else "whole"]
        output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def _tell(database: str, found: dict[str, Any]) -> None:
    print(f"\n{database:12}   req/s   bare  ratio     p95 ms   bare  ratio   queries")
    for page in PAGES:
        one = found[page]
        print(
            f"  {page:10} {one['per_second']:7.1f} {one['floor_per_second']:6.1f} {one['ratio']:6.2f}   "
            f"{one['p95_ms']:8.1f} {one['floor_p95_ms']:6.1f} {one['p95_ratio']:6.2f}   {found['queries'][page]:7}"
        )
    print("  search, ms: " + ", ".join(f"{q} {ms:.1f}" for q, ms in found["search_ms"].items()))


def _worst(figures: dict[str, dict[str, Any]]) -> list[str]:
    """For the last line the worse of both databases."""
    ratios = [f"{page}_ratio={min(one[page]['ratio'] for one in figures.values()):.2f}" for page in PAGES]
    slow = [f"{page}_p95_ratio={max(one[page]['p95_ratio'] for one in figures.values()):.2f}" for page in PAGES]
    queries = [f"queries_{page}={max(one['queries'][page] for one in figures.values())}" for page in PAGES]
    search = max(ms for one in figures.values() for ms in one["search_ms"].values())
    return [*ratios, *slow, f"search_ms={search:.1f}", *queries]


if __name__ == "__main__":
    main()
