"""How fast everyone's facts and standings are worked out, beside a bare scan of the treatments in the same run.

    uv run python -m bench.standing [--patients 1000000] [--database sqlite|postgresql|both] [--quick]

The bare scan is SELECT patient, sum, count, max … GROUP BY patient over the covering index of treatments, ten for
every person. Every figure is told in seconds by the clock, in seconds of the processor, those of PostgreSQL's own
process included, and as a multiple of that scan by the latter, which say the same on a busy machine.
"""

from __future__ import annotations

from typing import Any

from bench.databases import asked_for, measured, parser

QUICK = 3_000


def main() -> None:
    arguments = parser(__doc__).parse_args()
    people = arguments.patients or (QUICK if arguments.quick else 1_000_000)
    figures = {}
    for database in asked_for(arguments):
        figures[database] = measured(database, "-m", "bench.measure_standing", str(people))
        _tell(database, figures[database])
    told = [
        f"{database}_{name}={found['times'][name]:.1f}x"
        for database, found in figures.items()
        for name in ("first", "again", "thousand", "what_if", "lists", "lists_again", "night", "night_lists")
    ]
    one = [f"{database}_one_ms={found['processor']['one'] * 1000:.0f}" for database, found in figures.items()]
    print("figure", f"patients={people}", *told, *one)


def _tell(database: str, found: dict[str, Any]) -> None:
    print(
        f"\n{database}: {found['people']} people, {found['visits']} visits, Python at most {found['peak_mb']} MB"
    )
    print(f"  a night moved {found['turned']} people")
    for name, words in found["words"].items():
        seconds, processor, times = (found[kind][name] for kind in ("seconds", "processor", "times"))
        print(f"  {words:58} {seconds:9.3f} s  {processor:9.3f} s of the processor  {times:7.2f} x")


if __name__ == "__main__":
    main()
