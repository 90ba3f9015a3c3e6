"""The tables of the tests: made by migrating once in a run, and copied by every other process of it.

Several runs at once share those of SQLite where RAPPORT_TEST_TABLES names a folder for them.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from rapport.config import ready
from rapport.lib import guards
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch

# of every table its rows
Contents = dict[str, list[tuple[Any, ...]]]


def make_test_database() -> str:
    """A database of this process with the tables of all apps, and connect to it; the name of the usual one."""
    usual = str(connection.settings_dict["NAME"])
    with _alone():
        _make(connection.creation._get_test_db_name())
        _users(1)
    return usual


def put_tables_aside() -> None:
    """Have the connection's own tables, in which a pass over the base puts aside what it works out.

    Made within a test they would be gone with it, for the next one to make anew; and once some were made, SQLite
    reads its whole schema again at every savepoint that is rolled back.
    """
    with transaction.atomic():
        branch = Branch.objects.create(name="nobody's", time_zone="UTC", language="en")
        refresh_facts()
        sweep_lists()
        refresh_facts([0])
        branch.delete()


def contents() -> Contents:
    """The rows of every table."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in tables}


def put_back(made: Contents) -> None:
    """Have `made` in the tables again, whatever was committed meanwhile; untouched ones stay untouched."""
    some = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in made)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(some))
        filled = {table for (table,) in cursor.fetchall()}
        changed = [
            table
            for table, rows in made.items()
            if bool(rows) != (table in filled) or (rows and rows != _rows(cursor, table))
        ]
        if changed:
            guards.remove()
            # what refers to what is looked at when the transaction ends
            for table in changed:
                cursor.execute(f"DELETE FROM {table}")
            for table in changed:
                for row in made[table]:
                    cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)
            guards.install()


def _rows(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
    return cursor.fetchall()


def drop_test_database(usual: str) -> None:
    """The database of this process; the last of the run takes that which is copied along."""
    connection.creation.destroy_test_db(usual, verbosity=0)
    with _alone():
        if not _users(-1) and connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{template()}"')


def _users(more: int) -> int:
    """How many processes of the run there are now that have tables of their own."""
    count = settings.HOME / "tables.users"
    number = (int(count.read_text()) if count.exists() else 0) + more
    count.write_text(str(number))
    return number


@contextmanager
def _alone() -> Iterator[None]:
    """Not at the same time as another process that copies from the same tables."""
    with (_shared() / f"tables.{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(name: str) -> None:
    if _is_there(template()):
        _copy(template(), name)
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    else:
        with ready.garbage_waits():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()  # nobody may be connected to what is copied
        _copy(name, template())


def template() -> str:
    """The database that is copied; on PostgreSQL named for the home folder, which no other run has."""
    if connection.vendor == "postgresql":
        return f"tables_{settings.HOME.name}"
    return str(_shared() / "tables.sqlite3")


def _shared() -> Path:
    return Path(os.environ.get("RAPPORT_TEST_TABLES", settings.HOME))


def _is_there(name: str) -> bool:
    if connection.vendor != "postgresql":
        return Path(name).exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _copy(source: str, target: str) -> None:
    if connection.vendor != "postgresql":
        shutil.copyfile(source, target)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
