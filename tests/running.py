"""Real processes of one installation: start them, ask them, and look who is left."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

READY = 60.0


def wait_for(happened: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until it happened; how long it took. Fails the test when it does not."""
    started = time.monotonic()
    while not happened():
        assert time.monotonic() - started < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return time.monotonic() - started


@dataclass
class Installation:
    """A home folder with a database of its own, and the commands running in it."""

    home: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def rapport(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "rapport.config.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command that stays. What it says goes to said.log in the home folder."""
        # as from a terminal: what a shell starts in the background takes no notice of Ctrl-C, nor what that starts
        notices_ctrl_c = ("env", "--default-signal=INT")
        with (self.home / "said.log").open("ab") as log:
            process = subprocess.Popen(
                [*notices_ctrl_c, sys.executable, "-m", "rapport.config.cli", *words],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def do(self, script: str) -> str:
        """What `script` prints, run with this installation's settings and apps."""
        done = subprocess.run(
            [sys.executable, "-c", f"import json; from rapport.config import ready; ready.set_up()\n{script}"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, script: str) -> Any:
        """What `script` prints as JSON."""
        return json.loads(self.do(script) or "null")

    def queue(self, function: str, calls: Sequence[Sequence[object]]) -> None:
        """Put jobs into the queue: `function` by its dotted name, once for each list of arguments."""
        self.ask(f"from django_q.tasks import async_task\nfor call in {calls!r}: async_task({function!r}, *call)")

    def done(self, function: str, *, well: bool = True) -> int:
        """Jobs that succeeded, or that failed."""
        return self._count(f"django_q_task WHERE func = '{function}' AND {'' if well else 'NOT'} success")

    def _count(self, rows: str) -> int:
        """Asked of the tables: who waits asks often, and a process of its own would take a second each time."""
        server = self.environment.get("DATABASE_URL")
        file = f"file:{self.home / 'rapport.sqlite3'}?mode=ro"
        tables = psycopg.connect(server) if server else sqlite3.connect(file, uri=True, timeout=20)
        with contextlib.closing(tables):
            [number] = tables.execute(f"SELECT count(*) FROM {rows}").fetchone() or [0]
        return int(number)

    def processes(self) -> dict[int, str]:
        """Everything alive that was started for this home, by whomever: id → name."""
        mark = f"RAPPORT_HOME={self.home}".encode()
        found = {}
        for number in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 asked ten times a second
            with contextlib.suppress(OSError), open(f"/proc/{number}/environ", "rb") as environment:  # noqa: PTH123
                if mark in environment.read().split(b"\0"):
                    found[int(number)] = Path(f"/proc/{number}/comm").read_text().strip()
        return found

    def answers(self, listen: str) -> bool:
        """Whether the pages are served there."""
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{listen}/health/", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def end(self) -> None:
        for number in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        for process in self.started:
            process.wait()


def free_address() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


@contextlib.contextmanager
def installation(folder: Path, *, like: Path | None = None, database: str | None = None) -> Iterator[Installation]:
    """A new installation in `folder`: on SQLite a copy of the home `like`, on PostgreSQL on `database`."""
    if like:
        shutil.copytree(like, folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RAPPORT_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    own = {"RAPPORT_HOME": str(folder), "RAPPORT_LOG": "INFO"} | ({"DATABASE_URL": database} if database else {})
    running = Installation(folder, kept | own)
    try:
        yield running
    finally:
        running.end()


@contextlib.contextmanager
def database_of_its_own(like: str = "template1") -> Iterator[str | None]:
    """The address of a new database on the server of DATABASE_URL, a copy of `like`; None without a server."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield None
        return
    name = f"rapport_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE {name} TEMPLATE "{like}"')
    path = urlsplit(server)
    try:
        yield path._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
