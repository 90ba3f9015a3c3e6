"""Everything in one command: the pages and the background work."""

import argparse
import socket
from functools import partial

from django.db import connections
from django.utils.translation import gettext as _

from rapport.config import cluster, ready
from rapport.config.commands import web, worker
from rapport.config.supervision import Children

# seconds; longer than the worker's own
GRACE = 20
HELP = "serve the pages and do the background work, in one process tree"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    web.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    web.look_whether_free(arguments.listen)
    ready.bring_up_to_date()
    return serve(arguments.listen, arguments.processes)


def serve(listen: str, processes: int) -> int:
    """Run web server and worker until asked to stop."""
    cluster.load_jobs()
    connections.close_all()
    with Children(grace=GRACE) as children:
        children.start("rapport-pages", partial(web.serve_pages, listen, processes))
        # whoever opens the page waits for it, not for the worker
        if children.wait_until(partial(_answers, listen), seconds=GRACE):
            words = _("Rapport is on %(address)s — stop it with Ctrl-C.")
            print(words % {"address": f"http://{listen}"}, flush=True)
        children.start("rapport-worker", worker.work)
        return children.watch()


def _answers(listen: str) -> bool:
    host, _colon, port = listen.rpartition(":")
    try:
        socket.create_connection((host.strip("[]").replace("0.0.0.0", "127.0.0.1"), int(port)), 1).close()  # noqa: S104
    except OSError:
        return False
    return True
