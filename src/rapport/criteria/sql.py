"""A criterion as one SQL condition, the same on SQLite and PostgreSQL.

Three answers, as in SQL: a figure that is not known neither meets a condition nor its opposite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from rapport.criteria import tree
from rapport.criteria.days import TODAY, Day, annual, annual_range
from rapport.criteria.tree import Mode, Node, Operator, Value
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import FactType


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters (`%s`)."""

    text: str
    params: tuple[Anything, ...] = ()


def condition(node: Node, today: date) -> Sql:
    """The condition that `node` is on `today`. The columns are those that the vocabulary named."""
    match node:
        case tree.Every(parts):
            return _joined(" AND ", parts, today)
        case tree.Any(parts):
            return _joined(" OR ", parts, today)
        case tree.Negation(part):
            inner = condition(part, today)
            return Sql(f"NOT ({inner.text})", inner.params)
        case tree.Holds(term):
            return Sql(term.sql)
        case tree.Known(term, known):
            return Sql(f"{term.sql} IS {'NOT ' if known else ''}NULL")
        case tree.Comparison(term, operator, value):
            sign = "<>" if operator == Operator.DIFFERENT else operator.value
            return Sql(f"{term.sql} {sign} %s", (_param(term, value, today),))
        case tree.Between(term, low, high):
            return _between(term, low, high, today)
        case tree.OneOf(term, values, negated):
            stored = tuple(_param(term, value, today) for value in values)
            return Sql(f"{term.sql} {'NOT ' if negated else ''}IN ({_marks(stored)})", stored)
        case tree.Has(term, mode, codes):
            return _has(term, mode, codes)
        case tree.Contains(term, part, at_start):
            pattern = f"{_escaped(part)}%" if at_start else f"%{_escaped(part)}%"
            return Sql(f"{term.sql} LIKE %s ESCAPE '!'", (pattern,))
        case tree.Rows():
            return _rows(node, today)


def _joined(word: str, parts: Sequence[Node], today: date) -> Sql:
    """What reads other rows comes last: most people are decided by what stands in their own."""
    pieces = sorted((condition(part, today) for part in parts), key=lambda piece: "SELECT" in piece.text)
    text = word.join(f"({piece.text})" for piece in pieces)
    return Sql(text, tuple(param for piece in pieces for param in piece.params))


def _between(term: Term, low: Value, high: Value, today: date) -> Sql:
    if term.type == FactType.ANNUAL:
        first, last = annual_bounds(low, high, today)
        if first > last:  # over New Year
            return Sql(f"({term.sql} >= %s OR {term.sql} <= %s)", (first, last))
        return Sql(f"{term.sql} BETWEEN %s AND %s", (first, last))
    return Sql(f"{term.sql} BETWEEN %s AND %s", (_param(term, low, today), _param(term, high, today)))


def annual_bounds(low: Value, high: Value, today: date) -> tuple[int, int]:
    """First and last day of the year of a range that may be told from today."""
    if isinstance(low, Day) and isinstance(high, Day):
        return annual_range(low.on(today), high.on(today))
    return _of_year(low, today), _of_year(high, today)


def _of_year(value: Value, today: date) -> int:
    return annual(value.on(today)) if isinstance(value, Day) else int(value)


def _has(term: Term, mode: Mode, codes: Sequence[str]) -> Sql:
    if term.bits is not None:
        mask = sum(1 << term.bits[code] for code in codes)
        if mode == Mode.ALL:
            return Sql(f"({term.sql} & %s) = %s", (mask, mask))
        return Sql(f"({term.sql} & %s) {'=' if mode == Mode.NONE else '<>'} 0", (mask,))
    stored = tuple(term.in_database(code) for code in codes)
    if mode == Mode.ALL:
        each = term.sql.format(codes="%s")
        return Sql(" AND ".join(f"EXISTS ({each})" for _code in stored), stored)
    listed = term.sql.format(codes=_marks(stored))
    return Sql(f"{'NOT ' if mode == Mode.NONE else ''}EXISTS ({listed})", stored)


def _rows(node: tree.Rows, today: date) -> Sql:
    relation = node.relation
    where, params = relation.tie, ()
    if node.where is not None:
        inner = condition(node.where, today)
        where, params = f"{relation.tie} AND ({inner.text})", inner.params
    exists = Sql(f"EXISTS (SELECT 1 FROM {relation.source} WHERE {where})", params)  # noqa: S608
    if (node.operator, node.number) in ((Operator.AT_LEAST, 1), (Operator.MORE, 0), (Operator.DIFFERENT, 0)):
        return _by_the_latest(node, exists, today)
    if (node.operator, node.number) in ((Operator.EQUAL, 0), (Operator.LESS, 1), (Operator.AT_MOST, 0)):
        none = _by_the_latest(node, exists, today) if isinstance(node.where, tree.Between) else exists
        return Sql(f"NOT {none.text}", none.params)
    sign = "<>" if node.operator == Operator.DIFFERENT else node.operator.value
    counted = f"(SELECT count(*) FROM {relation.source} WHERE {where})"  # noqa: S608
    return Sql(f"{counted} {sign} %s", (*params, node.number))


def _by_the_latest(node: tree.Rows, exists: Sql, today: date) -> Sql:
    """Where a row is asked for in a span of days until today: nobody whose latest one is older has any, and whose
    latest one lies in it has one, if nothing else is asked.
    """
    parts = node.where.parts if isinstance(node.where, tree.Every) else (node.where,)
    spans = [part for part in parts if isinstance(part, tree.Between) and part.term.name == "date"]
    if not node.relation.latest or not spans or spans[0].high != TODAY:
        return exists
    latest, low = node.relation.latest, _param(spans[0].term, spans[0].low, today)
    recent = f"{latest} IS NOT NULL AND {latest} >= %s"
    if len(parts) > 1:
        return Sql(f"({recent} AND {exists.text})", (low, *exists.params))
    return Sql(f"({recent} AND ({latest} <= %s OR {exists.text}))", (low, today, *exists.params))


def _param(term: Term, value: Value, today: date) -> Anything:
    if isinstance(value, Day):
        return annual(value.on(today)) if term.type == FactType.ANNUAL else value.on(today)
    if isinstance(value, Decimal):  # SQLite would be given text
        return float(value)
    return term.in_database(value) if isinstance(value, str) and term.type == FactType.CHOICE else value


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _escaped(part: str) -> str:
    return part.replace("!", "!!").replace("%", "!%").replace("_", "!_")
