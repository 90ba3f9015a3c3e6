"""What the database itself refuses: rewriting or deleting rows that are written once.

Each app says what of its own is guarded (`guard`). Made anew after every migration and taken away before one,
since a migration may change the tables they watch. Also while all tables are emptied (`flush`, restoring a
backup), which on SQLite is a delete of every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """`update` and `delete` are the conditions, in SQL over OLD and NEW, under which that is refused with `said`.

    `{changed}` in `update` stands for one of the columns `same` being another than before; `needs` names tables
    that the conditions read.
    """

    table: str
    said: str
    update: str = "true"
    delete: str = "true"
    same: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_GUARDS: list[Guard] = []


def guard(*guards: Guard) -> None:
    """Have these in place from the next migration on; said once, when the app is ready."""
    _GUARDS.extend(guards)


def install(using: str = "default", **_of_the_signal: Any) -> None:
    """Have the triggers in place; nothing for a table that is not there (yet)."""
    remove(using)
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for one in _GUARDS:
        if {one.table, *one.needs} <= there:
            _run(connection, _postgresql(one) if connection.vendor == "postgresql" else _sqlite(one))


def remove(using: str = "default", **_of_the_signal: Any) -> None:
    """Take the triggers away."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for one in _GUARDS:
        if one.table in there:
            on = f" ON {one.table}" if connection.vendor == "postgresql" else ""
            _run(connection, [f"DROP TRIGGER IF EXISTS {one.table}_{what}{on}" for what in ("stays", "remains")])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _refused(one: Guard, differs: str) -> str:
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in one.same)
    return one.update.format(changed=f"({changed})")


def _sqlite(one: Guard) -> list[str]:
    return [
        f"CREATE TRIGGER {one.table}_stays BEFORE UPDATE ON {one.table} WHEN {_refused(one, 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{one.said}'); END",
        f"CREATE TRIGGER {one.table}_remains BEFORE DELETE ON {one.table} WHEN {one.delete} "
        f"BEGIN SELECT RAISE(ABORT, '{one.said}'); END",
    ]


def _postgresql(one: Guard) -> list[str]:
    refuse = f"RAISE integrity_constraint_violation USING MESSAGE = '{one.said}';"
    changed = _refused(one, "IS DISTINCT FROM")
    return [
        f"CREATE OR REPLACE FUNCTION {one.table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'TRUNCATE' THEN {refuse} END IF; "
        f"IF TG_OP = 'UPDATE' THEN IF {changed} THEN {refuse} END IF; RETURN NEW; END IF; "
        f"IF {one.delete} THEN {refuse} END IF; RETURN OLD; END $$",
        f"CREATE TRIGGER {one.table}_stays BEFORE UPDATE OR DELETE ON {one.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {one.table}_stays()",
        f"CREATE TRIGGER {one.table}_remains BEFORE TRUNCATE ON {one.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {one.table}_stays()",
    ]
