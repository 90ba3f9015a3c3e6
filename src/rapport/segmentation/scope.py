"""Whom a pass over the base is about, and on which day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import BooleanField, Func

from rapport.lib import clock
from rapport.lib.facts import AsOf
from rapport.segmentation.aside import clear_table, count_on, person_key
from rapport.staff.models import Branch

# the people of a pass over some, in a table of the connection
CHOSEN = "chosen_patient"
_IDS = f"SELECT patient_id FROM {CHOSEN}"  # noqa: S608
# PostgreSQL reads them once and looks each up: joins in two dozen places take longer to plan than to make
AMONG = {"sqlite": f"IN ({_IDS})", "postgresql": f"= ANY(ARRAY({_IDS}))"}
# from so many chosen people on, it pays to put aside what every source answers
MANY = {"sqlite": 50, "postgresql": 2_000}


class Chosen(Func):
    """Whether a column of a query names one of the chosen people."""

    arity = 1
    template = f"%(expressions)s {AMONG['postgresql']}"
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"%(expressions)s {AMONG['sqlite']}", **context)


@dataclass(frozen=True)
class Scope:
    """The people of some branches in one time zone; only those of the table `CHOSEN` where some are
    `chosen`: so many."""

    as_of: AsOf
    branch_ids: Sequence[int]
    chosen: int | None = None

    @property
    def staged(self) -> bool:
        """Whether the answer of every query is put aside first."""
        return self.chosen is None or self.chosen >= MANY[connection.vendor]

    @property
    def people(self) -> str:
        """Those people as `p`, for FROM: the chosen alone, or two dozen joins would be made for everyone."""
        if self.chosen is None:
            return "people_patient p"
        among = f"IN ({_IDS})" if self.staged else AMONG[connection.vendor]
        return f"(SELECT * FROM people_patient WHERE id {among}) p"  # noqa: S608

    def in_branches(self, branch: str) -> str:
        """A condition on the column that holds the branch's id."""
        return f"{branch} IN ({', '.join(map(str, self.branch_ids))})"

    def where(self, patient: str, branch: str) -> str:
        """A condition on the columns that hold the patient's and the branch's id."""
        among = f" AND {patient} {AMONG[connection.vendor]}" if self.chosen is not None else ""
        return f"{self.in_branches(branch)}{among}"

    def here(self, patient: str) -> str:
        """The same on the column of a few patients' ids: their branches are looked up, or PostgreSQL would read
        those of everyone.
        """
        return self.where(patient, f"(SELECT h.branch_id FROM people_patient h WHERE h.id = {patient})")  # noqa: S608


def choose(patient_ids: Iterable[int]) -> int:
    """Make these the people of the passes that follow in this transaction; how many they are."""
    ids = sorted(set(patient_ids))
    clear_table(CHOSEN, person_key())
    each = "json_each(%s)" if connection.vendor == "sqlite" else "json_array_elements_text(%s::json)"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {CHOSEN} SELECT CAST(value AS bigint) FROM {each}", [json.dumps(ids)])  # noqa: S608
    if len(ids) >= MANY[connection.vendor]:
        count_on(CHOSEN)
    return len(ids)


def scopes(chosen: int | None = None, *, day: date | None = None) -> Iterator[Scope]:
    """One for every time zone that has branches, as of now or of the end of `day`."""
    for zone, branch_ids in branches_by_zone().items():
        yield Scope(as_of(zone, day), branch_ids, chosen)


def branches_by_zone() -> dict[ZoneInfo, list[int]]:
    zones: dict[ZoneInfo, list[int]] = {}
    for pk, name in Branch.objects.order_by("pk").values_list("pk", "time_zone"):
        zones.setdefault(ZoneInfo(name), []).append(pk)
    return zones


def as_of(zone: ZoneInfo, day: date | None = None) -> AsOf:
    """Now, or the end of `day`."""
    if day is None:
        return AsOf(clock.today(zone), clock.now(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return AsOf(day, end - timedelta(microseconds=1), zone)
