"""What the database itself refuses: rewriting or deleting rows that are written once, and giving a time twice.

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


@dataclass(frozen=True)
class Apart:
    """No two rows of `table` with the same `column` (an id, or NULL) share time from `starts_at` until `ends_at`.

    Who tries is told IntegrityError, with `name` in it. On PostgreSQL a constraint, which migrations leave alone,
    of ranges alone, since `=` of numbers would need an extension. On SQLite triggers.
    """

    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_apart"


_GUARDS: list[Guard | Apart] = []


def guard(*guards: Guard | Apart) -> None:
    """Have these in place from the next migration on; said once, when the app is ready."""
    _GUARDS.extend(guards)


def install(using: str = "default", **_of_the_signal: Any) -> None:
    """Have the triggers in place; nothing for a table that is not there (yet)."""
    remove(using)
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for one in _GUARDS:
        if isinstance(one, Apart):
            if one.table in there:
                _run(connection, _kept_apart(one, connection.vendor))
        elif {one.table, *one.needs} <= there:
            _run(connection, _postgresql(one) if connection.vendor == "postgresql" else _sqlite(one))


def remove(using: str = "default", **_of_the_signal: Any) -> None:
    """Take the triggers away."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for one in _GUARDS:
        if isinstance(one, Apart):
            if connection.vendor == "sqlite":
                _run(connection, [f"DROP TRIGGER IF EXISTS {one.name}_{what}" for what in ("new", "moved")])
        elif one.table in there:
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


def _kept_apart(one: Apart, vendor: str) -> list[str]:
    if vendor == "postgresql":
        ranges = f"int8range({one.column}, {one.column}, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&"
        excluded = f"EXCLUDE USING gist ({ranges}) WHERE ({one.column} IS NOT NULL)"
        there = f"(SELECT 1 FROM pg_constraint WHERE conname = '{one.name}')"  # noqa: S608 our own names
        add = f"ALTER TABLE {one.table} ADD CONSTRAINT {one.name} {excluded}"
        return [f"DO $$ BEGIN IF NOT EXISTS {there} THEN {add}; END IF; END $$"]
    other = f"o.{one.column} = NEW.{one.column} AND o.id IS NOT NEW.id"
    shared = f"{other} AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at"
    sharing = f"EXISTS (SELECT 1 FROM {one.table} o WHERE {shared})"  # noqa: S608 our own names
    when = {"new": "INSERT", "moved": f"UPDATE OF {one.column}, starts_at, ends_at"}
    return [
        f"CREATE TRIGGER {one.name}_{what} BEFORE {event} ON {one.table} WHEN {sharing} "
        f"BEGIN SELECT RAISE(ABORT, '{one.name}'); END"
        for what, event in when.items()
    ]
