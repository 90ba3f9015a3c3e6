"""How long the contact gate takes over a list of people, and whether it says of each what it says of them alone.

    uv run python -m bench.gate [--patients 100000] [--database sqlite|postgresql|both] [--everyone] [--quick]

A base in which most people have something for or against them: consents, children with guardians, households,
pauses, wished hours, time zones, three contacts in the last weeks. The list is asked for at once, in one
statement, then one by one: five thousand of them by chance, or everyone where there are at most ten thousand or
`--everyone` says so.
Beside it stands the time of reading the people's rows alone.
"""

from __future__ import annotations

from typing import Any

from bench.databases import asked_for, measured, parser


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--everyone", action="store_true", help="each is asked about alone as well")
    arguments = options.parse_args()
    patients = arguments.patients or (3_000 if arguments.quick else 100_000)
    found = {
        database: measured(
            database, "-m", "bench.measure_gate", str(patients), *(["everyone"] if arguments.everyone else [])
        )
        for database in asked_for(arguments)
    }
    for database, one in found.items():
        _tell(database, one)
    told = [f"{database}_{name}={one[name]}" for database, one in found.items() for name in FIGURES]
    print("figure", f"patients={patients}", *told)


FIGURES = ("list_s", "statement_s", "bare_s", "alone_ms", "allowed", "compared", "unequal")


def _tell(database: str, one: dict[str, Any]) -> None:
    print(f"\n{database}: {one['people']} people, {one['allowed']} of them may be called")
    print(f"  the list {one['list_s']} s, the statement alone {one['statement_s']} s, bare rows {one['bare_s']} s")
    print(f"  {one['compared']} of them one by one, {one['alone_ms']} ms each; {one['unequal']} said otherwise")


if __name__ == "__main__":
    main()
