"""Many rows at once, without making an object of each."""

from collections.abc import Iterable, Sequence
from typing import Any

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
