"""The rows of the wide table: worked out aside, in sets, and written where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from rapport.lib.facts import FactSource, FactType
from rapport.segmentation.aside import clear_table, count_on, person_key, plan_for_sets
from rapport.segmentation.catalogue import DERIVED, SOURCES
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.scope import CHOSEN_IDS, Scope

_FACTS = f'"{PatientFacts._meta.db_table}"'
# tables of the connection: the rows as they are to be, and the places by money
ROWS = "fact_row"
PLACES = "fact_place"
_PLACED = ("spend_rank", "spend_place", "brings_80")
_COLUMNS = [
    field.column for field in PatientFacts._meta.concrete_fields if field.column not in ("patient_id", *_PLACED)
]
_TYPES = {FactType.DATE: "date", FactType.MOMENT: "timestamptz", FactType.CHOICE: "text"}


def open_tables() -> None:
    """Have the tables of the connection, empty."""
    plan_for_sets()
    told = ", ".join(f'f."{column}"' for column in _COLUMNS)
    nobody = f"SELECT f.patient_id, p.branch_id, {told} FROM {_FACTS} f CROSS JOIN people_patient p WHERE false"  # noqa: S608
    clear_table(ROWS, "", like=nobody)
    clear_places()


def clear_places() -> None:
    clear_table(PLACES, f"{person_key()}, spend_rank bigint, spend_place bigint, brings_80 boolean")


def stage_rows(scope: Scope) -> None:
    """Work out the facts of everyone in `scope` and put them into `ROWS`."""
    sources = [_queried(source, scope) for source in SOURCES]
    if scope.staged:
        sources = [staged for source in sources if (staged := _staged(source))]
    expressions = _expressions(sources)
    joins = " ".join(f'LEFT JOIN {one.sql} "{one.name}" ON "{one.name}".patient_id = p.id' for one in sources)
    columns = ", ".join(f'"{name}"' for name in expressions)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ROWS} (patient_id, branch_id, as_of, {columns}) "  # noqa: S608
            f"SELECT p.id, p.branch_id, %s, {', '.join(expressions.values())} FROM {scope.people} {joins} "
            f"WHERE {scope.in_branches('p.branch_id')}",
            [scope.as_of.day, *(value for one in sources for value in one.params)],
        )


def write_rows() -> None:
    """Bring the wide table to what `ROWS` and `PLACES` say. Who is as they were costs a comparison."""
    own = [*(name for name in _COLUMNS if name != "as_of"), *_PLACED]
    names = ", ".join(f'"{name}"' for name in ("patient_id", "as_of", *own))
    told = ", ".join(f'{"m" if name in _PLACED else "r"}."{name}"' for name in own)
    renewed = ", ".join(f'"{name}" = excluded."{name}"' for name in ("as_of", *own))
    differs = " OR ".join(f'{_FACTS}."{name}" IS DISTINCT FROM excluded."{name}"' for name in own)
    told = told.replace('m."brings_80"', 'COALESCE(m."brings_80", false)')
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_FACTS} ({names}) SELECT r.patient_id, r.as_of, {told} "  # noqa: S608
            f"FROM {ROWS} r LEFT JOIN {PLACES} m ON m.patient_id = r.patient_id WHERE true "
            f"ON CONFLICT (patient_id) DO UPDATE SET {renewed} WHERE {differs}"
        )


@dataclass(frozen=True)
class _Queried:
    """Where the facts of a source come from: a query, or the table in which its answer has been put."""

    source: FactSource
    sql: str
    params: Sequence[Any] = ()

    @property
    def name(self) -> str:
        return self.source.name


def _queried(source: FactSource, scope: Scope) -> _Queried:
    query = source.query(scope.as_of)
    if scope.chosen is not None:
        query = query.filter(patient_id__in=RawSQL(CHOSEN_IDS, ()))  # noqa: S611
    sql, params = query.query.sql_with_params()
    return _Queried(source, f"({sql})", params)


def _staged(queried: _Queried) -> _Queried | None:
    """The answer put into a table of the connection, by person; None where there is none.

    For everyone this costs a third of what the database makes of two dozen nested queries by itself.
    """
    source = queried.source
    table = f'"fact_{source.name}"'
    told = ", ".join(f'"{name}"' for name in ("patient_id", *(fact.name for fact in source.facts)))
    columns = ", ".join(f'"{fact.name}" {_TYPES.get(fact.type, "bigint")}' for fact in source.facts)
    clear_table(table, f"{person_key()}, {columns}")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({told}) SELECT {told} FROM {queried.sql} found", queried.params)  # noqa: S608
        if not cursor.rowcount:
            return None
    count_on(table)
    return _Queried(source, table)


def _expressions(sources: Sequence[_Queried]) -> dict[str, str]:
    """Fact → what it is, as SQL; in the order in which one may use another."""
    asked = {one.name for one in sources}
    expressions: dict[str, str] = {}
    for source in SOURCES:
        for fact in source.facts:
            empty = "NULL" if fact.empty is None else str(fact.empty)
            column = f'"{source.name}"."{fact.name}"'
            told = column if fact.empty is None else f"COALESCE({column}, {empty})"
            expressions[fact.name] = told if source.name in asked else empty
    for derived in DERIVED:
        expressions[derived.name] = derived.formula.format(**expressions)
    return expressions
