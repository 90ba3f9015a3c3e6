"""Many rows at once, without making an object of each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models


def insert_many(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `fields` (columns as the database names them)."""
    rows = list(rows)
    if not rows:
        return
    columns = ", ".join(f'"{field}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608


def update_many(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update `rows`: the values of `fields`, and last the id of the row they belong to."""
    rows = list(rows)
    if not rows:
        return
    columns = ", ".join(f'"{field}" = %s' for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "id" = %s', rows)  # noqa: S608


def insert_from(
    model: type[models.Model], columns: Sequence[str], rows: models.QuerySet[Any, Any], *, hold: bool = False
) -> int:
    """INSERT … SELECT of `rows`, leaving out those that are there already; how many went in.

    `hold`: what they are read from stays there until the end of the transaction. What is being taken away right
    now is waited for, and left out once it is gone. On SQLite who writes is alone.
    """
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # it is plain without asking that there are none
        return 0
    if hold and connection.vendor == "postgresql":
        sql += " FOR KEY SHARE"
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        # the names are our own columns, the condition only parts SELECT from ON for SQLite
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) '  # noqa: S608
            f"SELECT * FROM ({sql}) AS wanted WHERE true ON CONFLICT DO NOTHING",
            params,
        )
        return int(cursor.rowcount)
