"""How fast the pages are, beside a bare Django view that shows the same 50 rows, on both databases.

    uv run python -m bench.pages [--patients 100000] [--quick]

Two sync workers each, eight clients, floor and page in turns in the same run.
"""

from __future__ import annotations

from typing import Any

from bench.databases import asked_for, measured, parser

PAGES = ("list", "filter", "search", "card")


def main() -> None:
    arguments = parser(__doc__).parse_args()
    patients = arguments.patients or (2_000 if arguments.quick else 100_000)
    command = ("-m", "bench.measure_pages", f"{patients}", "quick" if arguments.quick else "whole")
    figures = {database: measured(database, *command) for database in asked_for(arguments)}
    for name, found in figures.items():
        _tell(name, found)
    print("figure", f"patients={patients}", *_worst(figures))


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
