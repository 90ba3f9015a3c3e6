"""Many rows at once, without making an object of each."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def insert_many(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `fields` (columns as the database names them)."""
    rows = list(rows)
    if not rows:
        return
    columns = ", ".join(f'"{field}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608


def update_each(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Give each row values of its own: `rows` hold those of `fields` (as the database names them), then the id."""
    assigned = ", ".join(f'"{field}" = %s' for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE id = %s', list(rows))  # noqa: S608


# both databases take such values as they are; anything else is prepared by its field
_PLAIN = frozenset({str, int, bool, type(None)})
# SQLite takes 32,766 values in one statement
_VALUES_AT_ONCE = 30_000


def create_many(model: type[M], records: Iterable[M]) -> list[M]:
    """Write down new records, each then with its id, in the same order: bulk_create at a third of its price.

    It pays where there are thousands. What a record refers to has to be written before; no defaults of the
    database, no ids given by hand.
    """
    created = list(records)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    for start in range(0, len(created), _VALUES_AT_ONCE // len(fields)):
        _create(model, fields, created[start : start + _VALUES_AT_ONCE // len(fields)])
    return created


def _create(model: type[M], fields: Sequence[Any], records: Sequence[M]) -> None:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    values = [_value(field, record) for record in records for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) '  # noqa: S608 the names are our own columns
            f'VALUES {", ".join([row] * len(records))} RETURNING "{model._meta.pk.column}"',
            values,
        )
        ids = cursor.fetchall()
    for record, (pk,) in zip(records, ids, strict=True):
        record.pk = pk
        record._state.adding, record._state.db = False, connection.alias


def _value(field: Any, record: models.Model) -> Any:
    stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    value = field.pre_save(record, add=True) if stamped else getattr(record, field.attname)
    return value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)


def update_many(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update `rows`: the values of `fields`, and last the id of the row they belong to."""
    rows = list(rows)
    if not rows:
        return
    columns = ", ".join(f'"{field}" = %s' for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "id" = %s', rows)  # noqa: S608


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
