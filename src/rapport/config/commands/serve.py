"""Everything in one command: the pages and the background work."""

import argparse
import sys

from rapport.config import ready
from rapport.config.commands import web
from rapport.config.supervision import Children

# seconds; longer than the worker's own
GRACE = 20
HELP = "serve the pages and do the background work, in one process tree"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    web.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    ready.bring_up_to_date()
    return serve(arguments.listen, arguments.processes)


def serve(listen: str, processes: int) -> int:
    """Run web server and worker until asked to stop."""
    children = Children(grace=GRACE)
    children.start(web.gunicorn(listen, processes))
    children.start([sys.executable, "-m", "rapport.config.cli", "worker"])
    print(f"Rapport is on http://{listen} — stop it with Ctrl-C.", flush=True)
    return children.watch()
