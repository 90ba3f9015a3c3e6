"""Do the background work: jobs, the schedule, and facts of people who changed."""

import argparse
import logging
import signal
import time

from rapport.config import cluster, ready, sending
from rapport.config.schedule import EVERY_MINUTE
from rapport.config.supervision import Children

HELP = "do the background work (several machines may run it on one PostgreSQL)"
# seconds; a job that takes longer is killed and taken up again at the next start
GRACE = 10
# seconds
SHOWN_EVERY = 20.0
log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    ready.bring_up_to_date()
    return work()


def work() -> int:
    """Work until asked to stop."""
    from django.db import connections
    from django_q.tasks import async_task

    cluster.load_jobs()
    # not only at the next full minute; and `rapport doctor` sees at once that a worker is there
    async_task(EVERY_MINUTE.function)
    connections.close_all()
    with Children(grace=GRACE) as children:
        # killed, not asked, when this process is: a job in the middle of its work would keep it alive for long
        children.start("rapport-queue", cluster.run, orphaned=signal.SIGKILL)
        # messages in a process of their own: a provider that is slow to answer holds up no other work
        children.start("rapport-sending", sending.run)
        return children.watch(_Pulse())


class _Pulse:
    """Facts follow a change within a second, and the access log is sealed as soon; now and then the worker shows
    that it lives. A database that is away for a while does not end it."""

    def __init__(self) -> None:
        self._shown = -SHOWN_EVERY

    def __call__(self) -> None:
        from django.db import DatabaseError, connection

        try:
            self._beat()
        except DatabaseError:
            log.exception("Facts could not be worked out, or the log not sealed; trying again.")
            connection.close()

    def _beat(self) -> None:
        from rapport.segmentation.refresh import drain_changed
        from rapport.staff.sealing import seal_rows
        from rapport.staff.working import show_up

        if time.monotonic() - self._shown >= SHOWN_EVERY:
            show_up()
            self._shown = time.monotonic()
        while drain_changed():
            pass
        seal_rows()
