"""How long the free times of one month take, for a branch of twenty dentists.

    uv run python -m bench.free_times [--database sqlite|postgresql|both] [--quick]

Every dentist works eight hours a day and is booked for most of them; five chairs more than dentists are shared.
Asked for is what a page shows: any dentist, thirty days. Beside it stand the time of one bare query of the month's
slots, and the number of queries, which is that of a single day.
"""

from __future__ import annotations

from bench.databases import asked_for, measured, parser


def main() -> None:
    arguments = parser(__doc__).parse_args()
    for database in asked_for(arguments):
        found = measured(database, "-m", "bench.measure_free_times", "20", "30")
        told = " ".join(f"{name}={value}" for name, value in found.items())
        print(f"figure database={database} {told}")


if __name__ == "__main__":
    main()
