"""Many rows at once, without making an object of each."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models, transaction

M = TypeVar("M", bound=models.Model)


# so many rows are worth the turns that COPY takes
_WORTH_COPYING = 32


def insert_many(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `fields` (columns as the database names them)."""
    rows = list(rows)
    if not rows:
        return
    columns = ", ".join(f'"{field}"' for field in fields)
    table = model._meta.db_table
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= _WORTH_COPYING:
            _copy(cursor, f'COPY "{table}" ({columns}) FROM STDIN', rows)
        else:
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608


def _copy(cursor: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """On PostgreSQL, where each row of executemany would be parsed and planned anew."""
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


# both databases take such values as they are; anything else is prepared by its field
_PLAIN = frozenset({str, int, bool, date, type(None)})


def create_many(model: type[M], records: Iterable[M]) -> list[M]:
    """Write down new records, each then with its id, in the same order: bulk_create at a fifth of its price.

    It pays where there are thousands. What a record refers to has to be written before; no defaults of the
    database, no ids given by hand. All are stamped with the same moment.
    """
    created = list(records)
    if created:
        fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
        rows = _rows(fields, created)
        for record, pk in zip(created, _written(model, [field.column for field in fields], rows), strict=True):
            record.pk = pk
            record._state.adding, record._state.db = False, connection.alias
    return created


def _rows(fields: Sequence[Any], records: Sequence[models.Model]) -> list[list[Any]]:
    """The values of `fields` as the database takes them."""
    stamps = {
        field.attname: field.pre_save(records[0], add=True)
        for field in fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    }
    # asked for once: the proxy finds the connection of its thread anew each time
    own = connections[connection.alias]
    columns = [(field.attname, partial(field.get_db_prep_save, connection=own)) for field in fields]
    prepared = {name: prepare(stamps[name]) for name, prepare in columns if name in stamps}
    rows = []
    for record in records:
        held = record.__dict__
        held.update(stamps)
        rows.append(
            [
                held[name] if type(held[name]) in _PLAIN else prepared.get(name) or prepare(held[name])
                for name, prepare in columns
            ]
        )
    return rows


@transaction.atomic
def _written(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterable[int]:
    """The ids of `rows`, now written."""
    if connection.vendor == "postgresql":
        ids = _next_ids(model, len(rows))
        insert_many(model, ["id", *columns], ([pk, *row] for pk, row in zip(ids, rows, strict=True)))
        return ids
    # who writes is alone, and ids follow each other
    insert_many(model, columns, rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        (last,) = cursor.fetchone()
    return range(last - len(rows) + 1, last + 1)


def _next_ids(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def update_many(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Give each row values of its own: `rows` hold those of `fields` (as the database names them), then the id,
    which stands there once."""
    rows = list(rows)
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_update_from(model, fields), [list(column) for column in zip(*rows, strict=True)])
        else:
            assigned = ", ".join(f'"{field}" = %s' for field in fields)
            cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE "id" = %s', rows)  # noqa: S608


def _update_from(model: type[models.Model], fields: Sequence[str]) -> str:
    """One statement for all, which takes each column as an array."""
    # without its length: a cast would cut what is too long instead of refusing it
    types = {f.column: str(f.db_type(connection)).partition("(")[0] for f in model._meta.concrete_fields}
    arrays = ", ".join(f"%s::{types[column]}[]" for column in (*fields, "id"))
    names = ", ".join(f'"{column}"' for column in (*fields, "id"))
    assigned = ", ".join(f'"{field}" = said."{field}"' for field in fields)
    table = model._meta.db_table
    return (
        f'UPDATE "{table}" SET {assigned} FROM unnest({arrays}) AS said ({names}) WHERE "{table}"."id" = said."id"'  # noqa: S608
    )


def insert_from(model: type[models.Model], columns: Sequence[str], rows: models.QuerySet[Any, Any]) -> int:
    """INSERT … SELECT of `rows`, leaving out those that are there already; how many went in."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:  # it is plain without asking that there are none
        return 0
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        # the names are our own columns, the condition only parts SELECT from ON for SQLite
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) '  # noqa: S608
            f"SELECT * FROM ({sql}) AS wanted WHERE true ON CONFLICT DO NOTHING",
            params,
        )
        return int(cursor.rowcount)


def insert_held(
    model: type[models.Model], columns: Sequence[str], rows: models.QuerySet[Any, Any]
) -> tuple[int, list[int]]:
    """`insert_from`, while those whom `rows` are about stay there until the end of the transaction.

    The first column holds the id of one of `rows.model`. Whoever is being taken away right now is waited for and
    left out once gone: their ids are given back. On SQLite who writes is alone, and nobody goes.
    """
    if connection.vendor != "postgresql":
        return insert_from(model, columns, rows), []
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0, []
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH asked ({names}) AS MATERIALIZED ({sql}), "  # noqa: S608 names of our own
            f'held AS (SELECT asked.* FROM asked JOIN "{rows.model._meta.db_table}" AS kept '
            f'ON kept.id = asked."{columns[0]}" FOR KEY SHARE OF kept), '
            f'put AS (INSERT INTO "{model._meta.db_table}" ({names}) '
            f"SELECT {names} FROM held ON CONFLICT DO NOTHING RETURNING 1) "
            f"SELECT (SELECT count(*) FROM put), "
            f'ARRAY(SELECT "{columns[0]}" FROM asked EXCEPT SELECT "{columns[0]}" FROM held)',
            params,
        )
        count, gone = cursor.fetchone()
    return int(count), list(gone)
