"""The rows of the wide table: worked out in sets, and written where they differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.lib.facts import Fact, FactSource, FactType
from rapport.segmentation.aside import clear_table, in_written_order, person_key
from rapport.segmentation.catalogue import DERIVED, SOURCES
from rapport.segmentation.models import PatientFacts, PlaceByMoney
from rapport.segmentation.queries import query_of
from rapport.segmentation.scope import Scope

_FACTS, _STEPS = (f'"{model._meta.db_table}"' for model in (PatientFacts, PlaceByMoney))
# a table of the connection: the places by money
PLACES = "fact_place"
# has SQLite answer a nested query by itself: merged into the rest, one person took a reading of all judgements
_ALONE = {"sqlite": " LIMIT -1", "postgresql": ""}
_PLACED = ("spend_rank", "spend_place", "brings_80")
_TYPES = {FactType.DATE: "date", FactType.MOMENT: "timestamptz", FactType.CHOICE: "text"}


@dataclass(frozen=True)
class Answered:
    """Where the answer of a source stands: a query, or the table in which it has been put."""

    source: FactSource
    sql: Sql

    @property
    def name(self) -> str:
        return f'"{self.source.name}"'

    @property
    def joined(self) -> str:
        return f"LEFT JOIN {self.sql.text} {self.name} ON {self.name}.patient_id = p.id"


@dataclass(frozen=True)
class Rows:
    """The rows of everyone in `scope` as they are to be: fact → what it is, as SQL over the people `p` and what
    the sources have `answered`; what the others say is `kept` as it stands in the wide table, `b`.
    """

    scope: Scope
    answered: Sequence[Answered]
    facts: dict[str, str]
    kept: bool = False

    def select(self, columns: Sequence[str], joined: str = "") -> Sql:
        """A SELECT of these expressions for everyone; sources that none of them names are not asked."""
        told = ", ".join(columns)
        asked = [one for one in self.answered if f"{one.name}." in told]
        sources = " ".join(one.joined for one in asked)
        params = tuple(param for one in asked for param in one.sql.params)
        here = self.scope.in_branches("p.branch_id")
        return Sql(f"SELECT {told} FROM {self.scope.people} {sources} {joined} WHERE {here}", params)  # noqa: S608


def rows_of(scope: Scope, names: Collection[str] | None = None) -> Rows:
    """Ask every source about `scope`; those of `names` alone where they are given, of people who have facts."""
    sources = [source for source in SOURCES if names is None or source.name in names]
    asked = [(source, query_of(source.name, scope)) for source in sources]
    if scope.staged:
        answered = [staged for source, query in asked if (staged := _put_aside(source, query))]
    else:
        alone = _ALONE[connection.vendor]
        answered = [Answered(source, Sql(f"({query.text}{alone})", query.params)) for source, query in asked]
    kept = {source.name for source in SOURCES if source not in sources}
    return Rows(scope, answered, _expressions({one.source.name for one in answered}, kept), bool(kept))


def clear_places() -> None:
    """Have the table `PLACES`, empty; the branch and what was spent stand there to tell the steps by."""
    told = "spend_rank bigint, spend_place bigint, brings_80 boolean, branch_id bigint, spend bigint"
    clear_table(PLACES, f"{person_key()}, {told}")


def write_rows(rows: Rows) -> None:
    """Bring the wide table to what `rows` and `PLACES` say. Who is as they were costs a comparison, made before
    anything is written: to look for a conflict, PostgreSQL locks every row.
    """
    placed, joined = _ranked() if rows.scope.chosen is None else _among_steps(rows)
    own = {**rows.facts, **dict(zip(_PLACED, placed, strict=True))}
    columns = [f'{expression} AS "{name}"' for name, expression in own.items()]
    new = rows.select(["p.id AS patient_id", *columns], joined)
    names = ", ".join(f'"{name}"' for name in ("patient_id", *own))
    differs = " OR ".join(f'f."{name}" IS DISTINCT FROM n."{name}"' for name in own)
    renewed = ", ".join(f'"{name}" = excluded."{name}"' for name in ("as_of", *own))
    with in_written_order(of_many=rows.scope.staged), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_FACTS} (as_of, {names}) SELECT '{rows.scope.as_of.day}', n.* FROM ({new.text}) n "  # noqa: S608
            f"LEFT JOIN {_FACTS} f ON f.patient_id = n.patient_id WHERE f.patient_id IS NULL OR {differs} "
            f"ON CONFLICT (patient_id) DO UPDATE SET {renewed}",
            new.params,
        )


def _ranked() -> tuple[Sequence[str], str]:
    """The places that a pass over everyone has put into `PLACES`, and how that is joined."""
    found = ("m.spend_rank", "m.spend_place", "COALESCE(m.brings_80, false)")
    return found, f"LEFT JOIN {PLACES} m ON m.patient_id = p.id"


def _among_steps(rows: Rows) -> tuple[Sequence[str], str]:
    """Where people stand by the steps that the last pass over everyone has left. The exact place of who spent
    something since then is known after the next one.
    """
    spend = rows.facts["spend"]
    step = f"(SELECT min(s.place) FROM {_STEPS} s WHERE s.branch_id = p.branch_id AND s.least <= {spend})"  # noqa: S608
    found = (
        f"CASE WHEN b.spend = {spend} THEN b.spend_rank END",
        f"CASE WHEN b.spend = {spend} THEN b.spend_place WHEN {spend} > 0 THEN COALESCE({step}, 100) END",
        "COALESCE(b.brings_80, false)",
    )
    return found, f"{'' if rows.kept else 'LEFT '}JOIN {_FACTS} b ON b.patient_id = p.id"


def _put_aside(source: FactSource, query: Sql) -> Answered | None:
    """The answer put into a table of the connection, by person; None where there is none.

    For everyone this costs a third of what the database makes of two dozen nested queries by itself. How much the
    table holds PostgreSQL tells by its pages; that nobody stands in it twice follows from whom it is joined to.
    """
    table = f'"fact_{source.name}"'
    told = ", ".join(f'"{name}"' for name in ("patient_id", *(fact.name for fact in source.facts)))
    columns = ", ".join(f'"{fact.name}" {_type(fact)}' for fact in source.facts)
    clear_table(table, f"{person_key()}, {columns}")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({told}) SELECT {told} FROM ({query.text}) found", query.params)  # noqa: S608
        if not cursor.rowcount:
            return None
    return Answered(source, Sql(table))


def _type(fact: Fact) -> str:
    return _TYPES.get(fact.type, "bigint")


def _expressions(asked: set[str], kept: set[str]) -> dict[str, str]:
    """Fact → what it is, as SQL; in the order in which one may use another."""
    expressions: dict[str, str] = {}
    for source in SOURCES:
        for fact in source.facts:
            empty = f"CAST(NULL AS {_type(fact)})" if fact.empty is None else str(fact.empty)
            column = f'"{source.name}"."{fact.name}"'
            told = column if fact.empty is None else f"COALESCE({column}, {empty})"
            known = f'b."{fact.name}"' if source.name in kept else empty
            expressions[fact.name] = told if source.name in asked else known
    for derived in DERIVED:
        expressions[derived.name] = derived.formula.format(**expressions)
    return expressions
