"""What bringing files in survives: killed workers and malformed files.

    uv run python -m faults.imports [--quick] [--postgres] [--only kills|files]

Ends with 1 where anything was lost, doubled, thrown or unaccounted for.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from faults.exports import write_exports
from faults.house import House, house


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--only", choices=("kills", "files"))
    parser.add_argument("--kills", type=int)
    parser.add_argument("--files", type=int)
    parser.add_argument("--people", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    figures: list[str] = []
    with house(postgres=arguments.postgres) as home:
        well = True
        if arguments.only != "kills":
            well &= _files(home, arguments, figures)
        if arguments.only != "files":
            well &= _kills(home, arguments, figures)
    print("figure", *figures)
    return 0 if well else 1


def _kills(home: House, arguments: argparse.Namespace, figures: list[str]) -> bool:
    from faults import kills

    people = arguments.people or (24 if arguments.quick else 2_400)
    wanted = arguments.kills or (4 if arguments.quick else 100)
    with tempfile.TemporaryDirectory() as folder:
        older, today = write_exports(Path(folder), people)
        tally, twin = kills.run(
            home, older, today, kills=wanted, lives=1 if arguments.quick else 5, seed=arguments.seed
        )
    for told in (*tally.told, *(f"twin: {one}" for one in twin.told)):
        print(told[:2_000])
    print("killed while", ", ".join(f"{phase} {many}" for phase, many in tally.at.most_common()))
    figures += [
        f"kills={tally.kills}",
        f"resumed={tally.resumed}",
        f"unequal={tally.unequal}",
        f"lives={tally.lives}",
        f"takeovers={tally.takeovers}",
        f"guard_off_unequal={twin.unequal}/{twin.lives}",
    ]
    return tally.resumed == tally.kills and not tally.unequal and twin.unequal > 0


def _files(home: House, arguments: argparse.Namespace, figures: list[str]) -> bool:
    from faults.malformed import run

    tally = run.run(home, count=arguments.files or (8 if arguments.quick else 300), seed=arguments.seed)
    print("refused files:", ", ".join(f"{code} {many}" for code, many in tally.refused.most_common()))
    print("rows:", ", ".join(f"{outcome} {many}" for outcome, many in tally.outcomes.most_common()))
    figures += [
        f"files={tally.files}",
        f"tracebacks={tally.tracebacks}",
        f"unaccounted={tally.unaccounted}",
        f"counted={tally.counted}",
        f"refused_files={tally.refused.total()}",
        f"rows={tally.rows}",
        f"peak_mb={tally.own_mb:.0f}",
        f"quarantine_peak_mb={tally.quarantine_mb:.0f}",
        f"slowest_s={tally.slowest:.1f}",
    ]
    return not tally.tracebacks and not tally.unaccounted


if __name__ == "__main__":
    sys.exit(main())
