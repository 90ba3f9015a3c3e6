"""The database as it stands at one moment, to be read at leisure while the clinic goes on working."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, connections, transaction

ALIAS = "snapshot"


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a database that nothing changes inside the block.

    PostgreSQL keeps a version of its own for a transaction. In SQLite a reader keeps writers waiting, so the file
    is copied in one go, which takes a second, and the copy is read. It lies beside the database, not beside the
    archive, which may be on somebody else's disk.
    """
    if connection.vendor == "sqlite":
        beside = Path(connection.settings_dict["NAME"]).parent
        with TemporaryDirectory(dir=beside, prefix=".snapshot-") as folder, _copy(Path(folder)) as alias:
            yield alias
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection.alias


@contextmanager
def _copy(folder: Path) -> Iterator[str]:
    path = folder / "snapshot.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    beside = connection.copy(ALIAS)
    beside.settings_dict["NAME"] = path
    connections[ALIAS] = beside
    try:
        yield ALIAS
    finally:
        beside.close()
        del connections[ALIAS]
