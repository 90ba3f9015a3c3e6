"""Where the people of real files stand: every scheme, and a few segments counted.

    uv run python -m bench.standings FOLDER… [--as-of 2026-11-21] [--segment CONDITION]… [--database NAME]

The files of each folder are brought in together, into an installation of their own.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bench.databases import asked_for, measured, parser
from rapport.config import ready

_ZONE = "Asia/Shanghai"


def main() -> None:
    options = parser(__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 21))
    options.add_argument("--segment", action="append", default=[])
    arguments = options.parse_args()
    for database in asked_for(arguments):
        for folder in arguments.folders:
            asked = (str(folder.resolve()), arguments.as_of.isoformat(), arguments.segment)
            found = measured(database, "-c", f"from bench.standings import measure; measure(*{asked!r})")
            _tell(f"{folder.name}, {database}", found)


def measure(folder: str, day: str, segments: list[str]) -> None:
    """In the process that measures: the figures as JSON."""
    ready.set_up()
    from zoneinfo import ZoneInfo

    from django.core.management import call_command

    from rapport.lib import clock
    from rapport.segmentation.refresh import refresh_facts

    call_command("migrate", verbosity=0)
    as_of = date.fromisoformat(day)
    with clock.set_to(datetime.combine(as_of, time(23, 59, 59), ZoneInfo(_ZONE))):
        people = _bring_in(Path(folder))
        refresh_facts()
        print(json.dumps({"people": people, "schemes": _schemes(), "segments": _counted(segments)}))


def _bring_in(folder: Path) -> int:
    from rapport.importing.actions import apply_import, start_import
    from rapport.importing.models import Import
    from rapport.importing.tasks import work
    from rapport.people.models import Patient
    from rapport.staff.models import Branch

    branch = Branch.objects.create(
        name=folder.name, time_zone=_ZONE, region="CN", currency="CNY", language="zh-hans"
    )
    files = [(path.name, path) for path in sorted(folder.glob("*.csv"))]
    started = start_import(files, branch=branch, by=None, kind="", queued=False)
    work(started.pk, by_force=True)
    apply_import(Import.objects.get(pk=started.pk), by=None, queued=False)
    work(started.pk, by_force=True)
    return Patient.objects.count()


def _schemes() -> dict[str, dict[str, int]]:
    from django.db.models import Count

    from rapport.people.models import Standing
    from rapport.people.models.standing import GRADES

    found = {}
    for scheme, grades in GRADES.items():
        stand = dict(Standing.objects.values_list(scheme).annotate(Count("pk")))
        found[str(scheme)] = {grade: stand.get(grade, 0) for grade in (*grades, "")}
    return found


def _counted(segments: list[str]) -> dict[str, int]:
    from rapport.criteria.reading import read
    from rapport.segmentation.segments import count
    from rapport.segmentation.vocabulary import vocabulary
    from rapport.staff.actions import add_user
    from rapport.staff.roles import Role

    owner = add_user("owner", name="owner", password=None, roles=[(Role.OWNER, None)], language="en")
    return {text: count(read(text, vocabulary()), owner) for text in segments}


def _tell(title: str, found: dict[str, Any]) -> None:
    print(f"{title}: {found['people']:,} people")
    for scheme, stand in found["schemes"].items():
        print(f"  {scheme}: " + ", ".join(f"{grade or 'nowhere'} {number:,}" for grade, number in stand.items()))
    for text, number in found["segments"].items():
        print(f"  {text}: {number:,}")


if __name__ == "__main__":
    main()
