"""Serve the pages."""

import argparse
import os
import sys

from rapport.config import ready

HELP = "serve the pages (several machines may run it on one PostgreSQL)"
LISTEN = "127.0.0.1:8000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listen", default=os.environ.get("RAPPORT_LISTEN", LISTEN), metavar="HOST:PORT")
    parser.add_argument(
        "--processes", type=int, default=int(os.environ.get("RAPPORT_WEB_PROCESSES", "2")), metavar="N"
    )


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    ready.bring_up_to_date()
    words = gunicorn(arguments.listen, arguments.processes)
    os.execv(words[0], words)  # noqa: S606 no shell: these are our own words


def gunicorn(listen: str, processes: int) -> list[str]:
    """The command line of the web server; the rest of its settings are in config/page_server.py."""
    settings = ["--config", "python:rapport.config.page_server", "--bind", listen, "--workers", str(processes)]
    return [sys.executable, "-m", "gunicorn", *settings]
