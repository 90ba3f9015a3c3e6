"""What the measurements are run on: each database that is asked for, in an installation of its own."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.postgres import server

DATABASES = ("sqlite", "postgresql")


def parser(told: str | None) -> argparse.ArgumentParser:
    """Of the options that every measurement has."""
    made = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--patients", type=int)
    made.add_argument("--quick", action="store_true", help="ends within 50 seconds")
    made.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    return made


def asked_for(arguments: argparse.Namespace) -> tuple[str, ...]:
    return DATABASES if arguments.database == "both" else (arguments.database,)


@contextmanager
def installation(database: str) -> Iterator[dict[str, str]]:
    """The environment of an empty installation, on PostgreSQL with a server of its own; gone after the block."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="rapport-bench-"))
        address = stack.enter_context(server()) if database == "postgresql" else ""
        yield {**os.environ, "RAPPORT_HOME": home, "DATABASE_URL": address}


def measured(database: str, *words: str) -> dict[str, Any]:
    """What `python words`, run in an installation of its own, prints as JSON in its last line."""
    with installation(database) as environment:
        command = [sys.executable, *words]
        output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found
