"""Serve the pages."""

import argparse
import os
import socket
import sys

from django.utils.translation import gettext_lazy

from rapport.config import ready
from rapport.config.commands import given
from rapport.lib.refusal import Refused

HELP = "serve the pages (several machines may run it on one PostgreSQL)"
LISTEN = "127.0.0.1:8000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    listen, processes = os.environ.get("RAPPORT_LISTEN", LISTEN), os.environ.get("RAPPORT_WEB_PROCESSES", "2")
    parser.add_argument(
        "--listen", type=given.address, default=listen, metavar="HOST:PORT", help=f"where to answer ({LISTEN})"
    )
    parser.add_argument(
        "--processes", type=given.count, default=processes, metavar="N", help="how many serve the pages (2)"
    )


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    look_whether_free(arguments.listen)
    ready.bring_up_to_date()
    serve_pages(arguments.listen, arguments.processes)
    return 0


def look_whether_free(listen: str) -> None:
    """Refused where nobody can listen there: what else answers on the port would pass for us."""
    host, _colon, port = listen.rpartition(":")
    try:
        family, kind, _proto, _name, where = socket.getaddrinfo(
            host.strip("[]"), int(port), type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(where)
    except OSError as error:
        raise Refused(
            "address_not_free",
            gettext_lazy("Nobody can listen on %(address)s: %(reason)s. Say another with --listen."),
            {"address": listen, "reason": error.strerror},
        ) from error


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
