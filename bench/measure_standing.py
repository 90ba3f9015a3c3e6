"""The figures of `bench.standing` for the database that the environment names."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from rapport.config import ready

ready.set_up()  # before the models are read

from bench import base  # noqa: E402
from rapport.care.models import Visit  # noqa: E402
from rapport.criteria.reading import read  # noqa: E402
from rapport.lib import clock  # noqa: E402
from rapport.people.models.standing import Scheme  # noqa: E402
from rapport.segmentation.counting import count_grades  # noqa: E402
from rapport.segmentation.models import Sweep  # noqa: E402
from rapport.segmentation.policies.following import what_follows  # noqa: E402
from rapport.segmentation.policies.reading import read_policy, shipped_text  # noqa: E402
from rapport.segmentation.policies.trying import try_policy  # noqa: E402
from rapport.segmentation.refresh import refresh_facts  # noqa: E402
from rapport.segmentation.segments import count_on, days_of_branches  # noqa: E402
from rapport.segmentation.sweeping import look_at_everyone  # noqa: E402
from rapport.segmentation.vocabulary import vocabulary  # noqa: E402
from rapport.segmentation.worklists.shipping import install_rules  # noqa: E402
from rapport.segmentation.worklists.sweep import sweep_lists  # noqa: E402

SEGMENT = (
    "visits >= 3 and spend >= 500 and last_visit within 24 months and not deceased and contact_points >= 1 "
    "and exists visit(date within 13 months)"
)
# no fact answers this one: the visits themselves are asked
SEGMENT_OF_ROWS = SEGMENT.replace("13 months", "13 months and waiting >= 30")
# each column is asked for again outside: PostgreSQL does not work out what nobody reads
BARE = (
    "SELECT count(*), sum(money), sum(treatments), max(latest) FROM (SELECT patient_id, sum(amount) AS money, "
    "count(*) AS treatments, max(day) AS latest FROM care_treatment GROUP BY patient_id) scan"
)
# over the table, not over its narrowest index
COUNT = "SELECT count(*) FROM segmentation_patientfacts WHERE activity >= 0"
TIMES = 3


def _at_work() -> float:
    """Seconds of the processor that this process has used, and the one of PostgreSQL that works for it."""
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return own + int(server.split()[0]) / 1e9


class Clock:
    """What was measured, by name: seconds by the clock and of the processor, the best of several tries."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def measure(self, name: str, words: str, work: Callable[[], Any], times: int = 1) -> None:
        tries = []
        for _ in range(times):
            begun, at_work = time.perf_counter(), _at_work()
            work()
            tries.append((time.perf_counter() - begun, _at_work() - at_work))
        self.words[name] = words
        self.seconds[name], self.processor[name] = (min(column) for column in zip(*tries, strict=True))
        print(f"{name}: {self.seconds[name]:.3f} s, {self.processor[name]:.3f} s at work", file=sys.stderr)


def main(people: int) -> None:
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # the work of one process is what is told; nothing of it may go to others
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    watch = Clock()
    with clock.set_to(base.NOW):
        watch.measure("fill", "the base filled", lambda: base.fill(people))
        base.settle()
        watch.measure("bare", "the bare scan", lambda: _rows(BARE), TIMES)
        watch.measure("first", "facts and standings of everyone, from nothing", refresh_facts)
        base.settle()
        # the best of as many as the scan: one alone tells of the neighbours on a busy machine
        watch.measure("again", "the same again, nobody changed", refresh_facts, TIMES)
        watch.measure("one", "one changed person", lambda: refresh_facts([people // 2]), TIMES)
        some = list(range(1, min(people, 1000) + 1))
        watch.measure("thousand", "1,000 changed people", lambda: refresh_facts(some), TIMES)
        install_rules()
        _ask(watch)
        watch.measure("lists", "the work lists of everyone, from nothing", sweep_lists)
        watch.measure("lists_again", "the same again", sweep_lists)
        watch.measure("lists_one", "those of one changed person", lambda: sweep_lists([people // 2]), TIMES)
    turned = _nights(watch)
    bare = watch.processor["bare"]
    found = {
        "people": people,
        "visits": Visit.objects.count(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "words": watch.words,
        "seconds": watch.seconds,
        "processor": watch.processor,
        "times": {name: seconds / bare for name, seconds in watch.processor.items()},
        "turned": turned,
    }
    print(json.dumps(found))


def _nights(watch: Clock) -> int:
    """A Sunday, on which everyone is worked out, the Monday after it, and the night that is measured: how many
    people the calendar moved in it.
    """
    for days in (1, 2):
        with clock.set_to(base.NOW + timedelta(days=days)):
            look_at_everyone()
    with clock.set_to(base.NOW + timedelta(days=3)):
        watch.measure("night", "the look of a night after which nobody acted", look_at_everyone)
        watch.measure("night_count", "  of which how many stand where, counted", count_grades)
        watch.measure("night_lists", "the work lists of that night", sweep_lists)
    return Sweep.objects.latest("day").people


def _ask(watch: Clock) -> None:
    policy = read_policy(shipped_text(Scheme.CARE).replace("awareness >= 4", "awareness >= 3"), vocabulary())
    watch.measure(
        "what_if", "a changed policy tried on everyone", lambda: (try_policy(policy), what_follows(policy)), TIMES
    )
    sleepers = read_policy(
        shipped_text(Scheme.LIFECYCLE).replace("within 12 months", "within 9 months"), vocabulary()
    )
    watch.measure(
        "what_if_lists",
        "  of which the lists of tasks, with rules that ask for the class",
        lambda: what_follows(sleepers),
        TIMES,
    )
    days = days_of_branches()
    watch.measure("facts", "a bare count over the table of facts", lambda: _rows(COUNT), TIMES)
    for name, text in (("segment", SEGMENT), ("segment_of_rows", SEGMENT_OF_ROWS)):
        segment = read(text, vocabulary())
        words = "a segment of six conditions counted" + (", visits asked" if text != SEGMENT else "")
        watch.measure(name, words, partial(count_on, segment, days), TIMES)


def _rows(sql: str, params: Any = ()) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and sql == BARE:
            cursor.execute("SET LOCAL enable_hashagg = off")  # it reads the covering index then
        cursor.execute(sql, params)
        return list(cursor.fetchall())


if __name__ == "__main__":
    main(int(sys.argv[1]))
