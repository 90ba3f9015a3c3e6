"""How fast files come in, and in how much memory, beside a bare loop that inserts the same rows.

    uv run python -m bench.imports [--patients 100000] [--quick] [--database NAME] [--format NAME]

One file of people is read, checked, applied and taken back by one worker, in a process of its own for every
database and format. The floor is `csv.reader` and `bulk_create` of a bare model on the same database in the same
process: no recognition, no look for anybody known, no journal, nothing findable afterwards. Where other work
shares the machine, the processor time of our own processes says more than the clock.
"""

from __future__ import annotations

import csv
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from bench.databases import asked_for, measured, parser
from rapport.config import ready

HEADINGS = ("病历号", "姓名", "性别", "出生日期", "手机号码", "地址", "客户来源", "标签", "建档日期", "备注")
PHASES = ("staged", "checked", "applied", "undone")
_AT_ONCE = 500
_CHINESE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰小雅文晓",
)
_RUSSIAN = (
    ("Иванов", "Смирнов", "Попов", "Соколов", "Лебедев"),
    ("Олег", "Иван", "Сергей", "Павел", "Юрий", "Максим"),
)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--format", choices=("csv", "xlsx", "both"), default="both")
    arguments = options.parse_args()
    patients = arguments.patients or (1_000 if arguments.quick else 100_000)
    formats = ("csv", "xlsx") if arguments.format == "both" else (arguments.format,)
    figures = [f"patients={patients}"]
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        write_files(Path(folder), patients)
        for database in asked_for(arguments):
            for format in formats:
                if arguments.quick and (database == "sqlite") != (format == "csv"):
                    continue
                code = f"from bench.imports import measure; measure({folder!r}, {format!r})"
                found = measured(database, "-c", code)
                _tell(database, format, patients, found)
                figures += _figures(f"{database}_{format}", patients, found)
    print("figure", *figures)


def write_files(folder: Path, patients: int) -> None:
    """The same people as people.csv (UTF-8) and people.xlsx."""
    book = Workbook(write_only=True)
    page = book.create_sheet("患者")
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        for row in (HEADINGS, *_people(patients)):
            writer.writerow(row)
            page.append(row)
    book.save(folder / "people.xlsx")


def _people(patients: int) -> Iterator[tuple[Any, ...]]:
    chance = Random(3)
    for number in range(patients):
        families, given = chance.choice((_CHINESE, _CHINESE, _RUSSIAN))
        name = (" " if families is _RUSSIAN[0] else "").join((chance.choice(families), chance.choice(given)))
        born = date(1940, 1, 1) + timedelta(days=chance.randint(0, 28_000))
        since = date(2019, 1, 1) + timedelta(days=chance.randint(0, 2_500))
        words = (chance.choice(("大众点评", "朋友介绍", "路过")), chance.choice(("VIP", "老客户", "")))
        remark = chance.choice(("怕疼", "", ""))
        file_number = str(number + 100_000)
        phone, address = f"138{number:08d}", f"文三路{number % 900}号"
        yield (
            file_number,
            name,
            chance.choice("男女"),
            f"{born:%Y-%m-%d}",
            phone,
            address,
            *words,
            f"{since:%Y/%m/%d}",
            remark,
        )


def measure(folder: str, format: str) -> None:
    """Measure on the database of the environment and print what was found as JSON."""
    ready.set_up()
    from django.core.management import call_command

    from rapport.staff.models import Branch

    call_command("migrate", verbosity=0, interactive=False)
    branch = Branch.objects.create(
        name="Riverside", time_zone="Asia/Shanghai", region="CN", currency="CNY", language="zh-hans"
    )
    begun = _processor_time()
    floor = _floor(Path(folder) / "people.csv")
    floor_cpu = _processor_time() - begun
    before = _peak(resource.RUSAGE_SELF)
    found = _imported(branch, Path(folder) / f"people.{format}")
    print(
        json.dumps(
            {
                **found,
                "floor": floor,
                "floor_cpu": floor_cpu,
                "before_mb": before,
                "peak_mb": _peak(resource.RUSAGE_SELF),
                "quarantine_mb": _peak(resource.RUSAGE_CHILDREN),
            }
        )
    )


def _processor_time() -> float:
    """Seconds that this process and those it started have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def _floor(path: Path) -> float:
    """Seconds of the bare loop."""
    from django.db import connection, models, transaction

    columns = {f"c{place}": models.CharField(max_length=200) for place in range(len(HEADINGS))}
    meta = type("Meta", (), {"app_label": "bench"})
    bare: Any = type("Bare", (models.Model,), {"__module__": __name__, "Meta": meta, **columns})
    with connection.schema_editor() as editor:
        editor.create_model(bare)
    begun = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        while batch := list(islice(rows, _AT_ONCE)):
            with transaction.atomic():
                bare.objects.bulk_create(bare(**dict(zip(columns, row, strict=True))) for row in batch)
    return time.perf_counter() - begun


def _imported(branch: Any, path: Path) -> dict[str, Any]:
    """Seconds of every phase, and what became of the rows."""
    from rapport.importing import actions, tasks
    from rapport.importing.models import ImportState

    worked = _processor_time()
    imported = actions.start_import([(path.name, path)], branch=branch, by=None, queued=False)
    seconds: dict[str, float] = {}
    tasks.work(imported.pk)
    began, read, checked = (
        imported.steps.get(state=state).at
        for state in (ImportState.STAGING, ImportState.CHECKING, ImportState.CHECKED)
    )
    seconds["staged"], seconds["checked"] = (read - began).total_seconds(), (checked - read).total_seconds()
    for phase, action, wanted in (
        ("applied", actions.apply_import, ImportState.APPLIED),
        ("undone", actions.undo_import, ImportState.UNDONE),
    ):
        begun = time.perf_counter()
        action(imported, by=None, queued=False)
        tasks.work(imported.pk)
        seconds[phase] = time.perf_counter() - begun
        imported.refresh_from_db()
        assert imported.state == wanted, (imported.state, imported.failure)
    return {"seconds": seconds, "cpu": _processor_time() - worked, "counts": imported.counts}


def _tell(database: str, format: str, patients: int, found: dict[str, Any]) -> None:
    seconds = found["seconds"]
    speeds = ", ".join(f"{phase} {seconds[phase]:.1f} s ({patients / seconds[phase]:.0f}/s)" for phase in PHASES)
    floor = f"floor {found['floor']:.1f} s ({patients / found['floor']:.0f}/s)"
    processor = f"processor {found['cpu']:.0f} s, of the floor {found['floor_cpu']:.1f} s"
    memory = f"{found['before_mb']:.0f} → {found['peak_mb']:.0f} MB, quarantine {found['quarantine_mb']:.0f} MB"
    print(f"{database} {format}: {speeds}; {floor}; {processor}; memory {memory}; {found['counts']}", flush=True)


def _figures(name: str, patients: int, found: dict[str, Any]) -> list[str]:
    seconds = found["seconds"]
    into = seconds["staged"] + seconds["checked"] + seconds["applied"]
    return [
        f"{name}_rows_per_s={patients / into:.0f}",
        f"{name}_undo_rows_per_s={patients / seconds['undone']:.0f}",
        f"{name}_of_floor={found['floor'] / into:.3f}",
        f"{name}_peak_mb={found['peak_mb']:.0f}",
        f"{name}_quarantine_mb={found['quarantine_mb']:.0f}",
    ]


if __name__ == "__main__":
    main()
