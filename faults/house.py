"""A throw-away installation, and copies of its database to go back to."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

from rapport.config import ready
from tests.postgres import server

if TYPE_CHECKING:
    from rapport.staff.models import Branch


@contextmanager
def house(*, postgres: bool) -> Iterator[House]:
    """An installation of its own, gone when the block ends: on SQLite, or on a PostgreSQL made for it."""
    with tempfile.TemporaryDirectory(prefix="rapport-faults-", ignore_cleanup_errors=True) as home:
        os.environ["RAPPORT_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        if not postgres:
            with _still_there(Path(home)):
                yield _opened(House(Path(home), None))
            return
        with server() as address:
            opened = House(Path(home), address)
            opened.ask("CREATE DATABASE clinic")
            os.environ["DATABASE_URL"] = urlsplit(address)._replace(path="/clinic").geturl()
            try:
                yield _opened(opened)
            finally:
                close_connections()


@contextmanager
def _still_there(home: Path) -> Iterator[None]:
    """Says so where somebody swept the folder away meanwhile: SQLite speaks of a read-only database then."""
    try:
        yield
    except Exception as wrong:
        if not home.exists():
            wrong.add_note(f"{home} was removed by another program while it was in use: set TMPDIR elsewhere.")
        raise
    finally:
        close_connections()


def _opened(opened: House) -> House:
    ready.set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    opened.branch = _branch()
    return opened


def _branch() -> Branch:
    from rapport.staff.actions import add_user
    from rapport.staff.models import Branch
    from rapport.staff.roles import Role

    branch = Branch.objects.create(
        name="滨江院", time_zone="Asia/Shanghai", region="CN", currency="CNY", language="zh-hans"
    )
    add_user("lin", name="林岚", password=None, roles=[(Role.DENTIST, branch)], language="zh-hans")
    return branch


def close_connections() -> None:
    """To be called before forking and before the database is exchanged."""
    from django.db import connections

    connections.close_all()


class House:
    """The folder, the branch, and the copies of the database that were kept under a name."""

    branch: Branch

    def __init__(self, home: Path, address: str | None) -> None:
        self.home, self._address = home, address

    @property
    def vendor(self) -> str:
        return "postgresql" if self._address else "sqlite"

    def keep(self, name: str) -> None:
        """Remember the database as it is."""
        close_connections()
        if self._address:
            self.ask(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE clinic")
        else:
            shutil.copyfile(self._database, self.home / name)

    def put_back(self, name: str) -> None:
        """Make the database what it was when it was kept."""
        close_connections()
        if self._address:
            self.ask("DROP DATABASE clinic WITH (FORCE)", f"CREATE DATABASE clinic TEMPLATE {name}")
        else:
            # what a killed worker left there belongs to the database that goes
            self._database.with_name(f"{self._database.name}-journal").unlink(missing_ok=True)
            shutil.copyfile(self.home / name, self._database)

    @property
    def _database(self) -> Path:
        return self.home / "rapport.sqlite3"

    def ask(self, *statements: str) -> None:
        assert self._address is not None
        with psycopg.connect(self._address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
