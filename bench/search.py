"""How fast people are found among a million, beside the load of one record by its primary key in the same run.

    uv run python -m bench.search [--patients 1000000] [--database sqlite|postgresql|both] [--quick]

For seven kinds of search, each query made from a person of the crowd who must be found: the eight closest under
the search field, and the first page of the list by name; by an owner, who sees everyone, and at a branch of 500.
Then the commonest words there are. 95th percentiles in ms, by the clock.
"""

from __future__ import annotations

from typing import Any

from bench.databases import asked_for, measured, parser


def main() -> None:
    arguments = parser(__doc__).parse_args()
    patients = arguments.patients or (2_000 if arguments.quick else 1_000_000)
    command = ("-m", "bench.measure_search", f"{patients}", "10" if arguments.quick else "200")
    figures = {database: measured(database, *command) for database in asked_for(arguments)}
    for name, found in figures.items():
        _tell(name, found)
    print("figure", f"patients={patients}", *_worst(figures))


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
