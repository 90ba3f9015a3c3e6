"""Real files brought in by the command line, brought in again, and taken back: is everything as it was?

    uv run python -m faults.real_files [--postgres] [--as-of 2026-11-21] FILE…

The files come one after the other, as they are named. Prints what became of their rows the first and the second
time and what the first hour says. Ends with 1 where the second time changed anything, or the undoing of all kept a
record or left a database other than it was.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from faults.house import house

_COUNTS = ("new", "changed", "same", "duplicate", "refused")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--as-of", default="2026-11-21")
    arguments = parser.parse_args()
    files = [path.resolve() for path in arguments.files]
    faults = _tried(arguments.postgres, files, arguments.as_of)
    print(*faults, sep="\n", file=sys.stderr)
    print("figure", f"files={len(files)} faults={len(faults)}")
    return 1 if faults else 0


def _tried(postgres: bool, files: list[Path], as_of: str) -> list[str]:
    """What went wrong, in words."""
    with house(postgres=postgres):
        from faults.dump import difference, dump

        before, faults = dump(), []
        first = [_told(_rapport("import", str(path), "--yes", "--json")) for path in files]
        known = dump()
        again = [_told(_rapport("import", str(path), "--yes", "--json")) for path in files]
        faults += [f"again, {found}" for told in again for found in _not_the_same(told)]
        faults += filter(None, [difference(known, dump())])
        print(json.dumps(_rapport("first-hour", "--as-of", as_of, "--json")))
        for told in reversed(first):
            taken_back = _rapport("undo-import", str(told["import"]), "--yes", "--json")
            faults += [f"kept {kept}" for kept in taken_back["kept"]]
        return faults + list(filter(None, [difference(before, dump())]))


def _rapport(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "rapport.config.cli", *words]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    told: dict[str, Any] = json.loads(output)
    return told


def _told(told: dict[str, Any]) -> dict[str, Any]:
    for file in told["files"]:
        print(file["file"], file["kind"], *(f"{name}={file[name]}" for name in _COUNTS if file[name]))
    return told


def _not_the_same(told: dict[str, Any]) -> list[str]:
    return [
        f"{file['file']}: {name} {file[name]}"
        for file in told["files"]
        for name in ("new", "changed")
        if file[name]
    ]


if __name__ == "__main__":
    sys.exit(main())
