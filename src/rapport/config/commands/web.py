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
    serve_pages(arguments.listen, arguments.processes)
    return 0


def serve_pages(listen: str, processes: int) -> None:
    """Be the web server until asked to stop."""
    from django.db import connections
    from django.utils import translation
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    # else every page process that is forked speaks on the one connection of this, and in the terminal's language
    connections.close_all()
    translation.deactivate()
    sys.argv = gunicorn(listen, processes)
    run()


def gunicorn(listen: str, processes: int) -> list[str]:
    """The command line of the web server; the rest of its settings are in config/page_server.py."""
    settings = ["--config", "python:rapport.config.page_server", "--bind", listen, "--workers", str(processes)]
    return ["gunicorn", *settings]
