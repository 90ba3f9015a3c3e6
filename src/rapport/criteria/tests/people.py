"""A vocabulary with a word of every kind, and eight people in tables of their own, to test the language with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection

from rapport.criteria.evaluating import Person
from rapport.criteria.reading import read
from rapport.criteria.sql import condition
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.lib.facts import FactType, Unit

TODAY = date(2026, 11, 21)

NEEDS = {"prevention": 0, "filling": 1, "implant": 2, "orthodontic": 3}


def _term(name: str, kind: FactType, alias: str = "f", **more: Any) -> Term:
    column = f"{alias}.{name}"
    sql = f"NULLIF({column}, '')" if kind in (FactType.CHOICE, FactType.TEXT) else column
    return Term(name, kind, name.replace("_", " "), more.pop("sql", sql), **more)


def _named(*terms: Term) -> dict[str, Term]:
    return {term.name: term for term in terms}


VISIT = Relation(
    "visit",
    "visits",
    "language_visit r",
    "r.person_id = f.id",
    _named(
        Term("date", FactType.DATE, "date", "r.day"),
        Term("amount", FactType.MONEY, "amount", "r.amount"),
        Term("category", FactType.CHOICE, "category", "NULLIF(r.category, '')", choices={n: n for n in NEEDS}),
    ),
    latest="f.last_visit",
)
CHILD = Relation(
    "child",
    "children",
    "language_child r",
    "r.person_id = f.id",
    _named(Term("age", FactType.NUMBER, "age", "r.age", unit=Unit.YEARS)),
)

WORDS = Vocabulary(
    _named(
        _term("visits", FactType.NUMBER),
        _term("travel", FactType.NUMBER, unit=Unit.MINUTES),
        _term("with_us", FactType.NUMBER, unit=Unit.MONTHS),
        _term("spend", FactType.MONEY),
        _term("last_visit", FactType.DATE),
        _term("next_visit", FactType.DATE),
        _term("birthday", FactType.ANNUAL),
        _term("sex", FactType.CHOICE, choices={"female": "female", "male": "male"}),
        _term(
            "branch",
            FactType.CHOICE,
            sql="f.branch_id",
            choices={"滨江院": "滨江院", "Алматы": "Алматы"},
            stored={"滨江院": 1, "Алматы": 2},
        ),
        _term(
            "treated",
            FactType.SET,
            choices={need: need for need in NEEDS},
            bits=NEEDS,
            groups={"specialist": ("implant", "orthodontic")},
        ),
        _term(
            "tags",
            FactType.SET,
            choices={"VIP": "VIP", "слабые дёсны": "слабые дёсны"},
            stored={"VIP": 1, "слабые дёсны": 2},
            sql="SELECT 1 FROM language_tag s WHERE s.person_id = f.id AND s.tag_id IN ({codes})",
        ),
        _term("first_name", FactType.TEXT, fold=str.lower),
        _term("deceased", FactType.BOOLEAN),
    ),
    {"visit": VISIT, "child": CHILD},
)

_COLUMNS = (
    *("visits", "travel", "with_us", "spend", "last_visit", "next_visit", "birthday", "sex", "branch_id"),
    *("treated", "first_name", "deceased"),
)
# name → columns, tags, visits (day, amount, category), ages of children
Row = tuple[list[Any], list[str], list[tuple[date, int, str]], list[int]]
PEOPLE: dict[str, Row] = {
    "anna": (
        [11, 50, 42, 694000, date(2026, 11, 18), date(2027, 1, 8), 305, "female", 1, 0b0011, "anna", False],
        ["VIP"],
        [(date(2026, 11, 18), 120000, "filling"), (date(2025, 10, 21), 30000, "prevention")],
        [8, 15],
    ),
    "boris": (
        [1, None, 0, 0, date(2026, 5, 21), None, 1231, "male", 2, 0b0100, "борис", False],
        [],
        [(date(2026, 5, 21), 0, "implant")],
        [],
    ),
    "chen": (
        [3, 45, 12, 500000, date(2026, 5, 20), None, 101, "", 1, 0b1101, "静", False],
        ["VIP", "слабые дёсны"],
        [
            (date(2026, 5, 20), 500000, "implant"),
            (date(2024, 1, 1), -500, ""),
            (date(2023, 1, 1), 0, "prevention"),
        ],
        [14],
    ),
    "dina": ([0, 46, None, None, None, date(2026, 11, 21), 229, "female", 2, 0, "", False], [], [], [3, 7]),
    "egor": (
        [2, 0, 240, 99, date(2020, 2, 29), None, None, "male", 1, 0b0010, "100%_егор", True],
        ["слабые дёсны"],
        [(date(2020, 2, 29), 99, "filling"), (date(2020, 2, 28), 0, "filling")],
        [],
    ),
    "fang": (
        [6, 30, 11, 100050, date(2026, 11, 21), None, 1121, "female", 1, 0b1001, "芳", False],
        [],
        [(date(2026, 11, 21), 100050, "orthodontic"), (date(2026, 8, 21), 0, "prevention")],
        [14, 14],
    ),
    "gleb": (
        [4, 120, 13, 12300, date(2026, 8, 21), date(2026, 12, 5), 1128, "male", 2, 0b0001, "глеб!", False],
        ["VIP"],
        [(date(2026, 8, 21), 12300, "prevention")] * 4,
        [],
    ),
    "hui": ([None, None, None, None, None, None, None, "", 2, 0, "", False], [], [], []),
}
_TAGS = {"VIP": 1, "слабые дёсны": 2}
_TABLES = {
    "language_person": "id text, visits integer, travel integer, with_us integer, spend bigint, last_visit date, "
    "next_visit date, birthday integer, sex text, branch_id integer, treated integer, first_name text, "
    "deceased boolean",
    "language_tag": "person_id text, tag_id integer",
    "language_visit": "person_id text, day date, amount bigint, category text",
    "language_child": "person_id text, age integer",
}


@contextmanager
def written_down() -> Iterator[None]:
    """The people in tables of the test's database, as long as the context lasts."""
    with connection.cursor() as cursor:
        for table, columns in _TABLES.items():
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        for name, (columns, tags, visits, ages) in PEOPLE.items():
            _insert(cursor, "language_person", [[name, *columns]])
            _insert(cursor, "language_tag", [[name, _TAGS[tag]] for tag in tags])
            _insert(cursor, "language_visit", [[name, *visit] for visit in visits])
            _insert(cursor, "language_child", [[name, age] for age in ages])
        yield
        for table in _TABLES:
            cursor.execute(f"DROP TABLE {table}")


def _insert(cursor: Any, table: str, rows: list[list[Any]]) -> None:
    for row in rows:
        cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)


def person(name: str) -> Person:
    """One of the people as the language sees them."""
    columns, tags, visits, ages = PEOPLE[name]
    values = dict(zip(_COLUMNS, columns, strict=True))
    for text in ("sex", "first_name"):
        values[text] = values[text] or None
    values["branch"] = {1: "滨江院", 2: "Алматы"}[values.pop("branch_id")]
    values["treated"] = {need for need, bit in NEEDS.items() if values["treated"] & 1 << bit}
    rows = {
        "visit": [{"date": day, "amount": amount, "category": what or None} for day, amount, what in visits],
        "child": [{"age": age} for age in ages],
    }
    return Person({**values, "tags": set(tags)}, rows)


def reading(text: str) -> Node:
    return read(text, WORDS)


def found(node: Node, today: date = TODAY) -> set[str]:
    """Who meets `node`, asked of the database."""
    sql = condition(node, today)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT f.id FROM language_person f WHERE {sql.text}", sql.params)
        return {row[0] for row in cursor.fetchall()}
