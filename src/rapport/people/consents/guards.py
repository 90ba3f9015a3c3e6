"""What the database itself refuses: rewriting or deleting a history that `rapport.people.models.history` keeps.

Made anew after every migration and taken away before one, since a migration may change the tables they watch. Also
while all tables are emptied (`flush`, restoring a backup), which on SQLite is a delete of every row.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from rapport.people.models import Consent, ConsentText, Signing
from rapport.people.models.history import History, Opening

GUARDED: tuple[type[History], ...] = (Consent, ConsentText, Signing)
_OPEN = f"EXISTS (SELECT 1 FROM {Opening._meta.db_table})"  # noqa: S608 names of our own

_SAID = "a history is never rewritten"
_RAISE = f"RAISE integrity_constraint_violation USING MESSAGE = '{_SAID}';"


def install(using: str = "default", **_of_the_signal: Any) -> None:
    """Have the triggers in place; nothing where the tables are not there (yet)."""
    connection = connections[using]
    tables = {model._meta.db_table for model in GUARDED} | {Opening._meta.db_table}
    if tables <= set(connection.introspection.table_names()):
        remove(using)
        for model in GUARDED:
            _run(connection, _postgresql(model) if connection.vendor == "postgresql" else _sqlite(model))


def remove(using: str = "default", **_of_the_signal: Any) -> None:
    """Take the triggers away."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for model in GUARDED:
        table = model._meta.db_table
        if table in there:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            _run(connection, [f"DROP TRIGGER IF EXISTS {table}_{what}{on}" for what in ("stays", "remains")])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _changed(model: type[History], differs: str) -> str:
    """That a column differs which no merge may move."""
    columns = [str(field.column) for field in model._meta.concrete_fields if field.name not in model.MOVABLE]
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)


def _fixed(model: type[History]) -> str:
    return f'OLD."{model.FIXED_BY}" IS NOT NULL' if model.FIXED_BY else "true"


def _sqlite(model: type[History]) -> list[str]:
    table = model._meta.db_table
    return [
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
        f"WHEN {_fixed(model)} AND (NOT {_OPEN} OR {_changed(model, 'IS NOT')}) "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
        f"CREATE TRIGGER {table}_remains BEFORE DELETE ON {table} WHEN {_fixed(model)} AND NOT {_OPEN} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
    ]


def _postgresql(model: type[History]) -> list[str]:
    table = model._meta.db_table
    return [
        f"CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_fixed(model)} THEN "
        f"IF NOT {_OPEN} THEN {_RAISE} END IF; "
        f"IF TG_OP = 'UPDATE' THEN IF {_changed(model, 'IS DISTINCT FROM')} THEN {_RAISE} END IF; END IF; "
        f"END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
    ]
