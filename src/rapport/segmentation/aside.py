"""Tables of the connection, in which a pass over the base puts aside what it works out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_FOR_SETS = "SET LOCAL jit = off; SET LOCAL enable_hashagg = off; SET LOCAL work_mem = '16MB'"


def plan_for_sets() -> None:
    """Until the end of the transaction, PostgreSQL compiles nothing, since hundreds of expressions take longer to
    compile than to run, adds up rows in the order of people, in which the indexes have them, and joins in memory.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_FOR_SETS)


@contextmanager
def in_written_order(*, of_many: bool) -> Iterator[None]:
    """Inside the block PostgreSQL makes joins in the order in which they are written: to weigh the orders of two
    dozen takes it longer than to read a few people's rows. Of many people all tables are put aside in the order
    of people, so that they are merged, and the ever wider rows are not looked up in one hash after the other.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        if of_many:
            cursor.execute("SET LOCAL enable_hashjoin = off")
        yield
        cursor.execute("SET LOCAL join_collapse_limit TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT")


def clear_table(name: str, columns: str, *, like: str = "") -> None:
    """Have the table `name` of the connection, empty: with `columns`, or with those that `like` selects.

    It stays for the next pass: making one anew would have every prepared statement read anew.
    """
    what = f"AS {like}" if like else f"({columns})"
    # what was deleted from such a table stays until the connection ends, but for SQLite
    emptied = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} {what}")
        cursor.execute(f"{emptied} {name}")


def count_on(name: str) -> None:
    """Tell the database how much `name` holds and of how many people; SQLite does not ask."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {name} (patient_id)")


def person_key() -> str:
    """The column of a table that has one row a person: SQLite finds a row by its own number without an index,
    PostgreSQL reads such a table as a whole.
    """
    return "patient_id integer PRIMARY KEY" if connection.vendor == "sqlite" else "patient_id bigint"
