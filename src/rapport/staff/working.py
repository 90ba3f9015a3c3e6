"""Work that comes back: each of its times once, whoever starts it and however often; and who is there to do it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from rapport.lib import clock
from rapport.staff.models import JobRun, Worker

# longer than the queue lets any job run: whoever began it before that is dead
TAKEN_FOR = timedelta(seconds=3700)
# a clock that was set back has left runs so far ahead; further ahead it was a clock gone mad, which binds nobody
_AHEAD = timedelta(days=2)
# a worker that was not seen for so long is gone
GONE = timedelta(minutes=2)
_KEPT = timedelta(days=1)


def run_once(job: str, period: datetime, work: Callable[[], object]) -> bool:
    """Do `work` for `period`, unless it was done, or is being done, for that one or a later one; whether it was.

    What fails, or whose worker dies, counts as not done.
    """
    run = _begin(job, period)
    if run is None:
        return False
    try:
        work()
    except BaseException:
        run.delete()
        raise
    run.ended_at = clock.now()
    run.save(update_fields=["ended_at"])
    return True


@transaction.atomic
def _begin(job: str, period: datetime) -> JobRun | None:
    now = clock.now()
    later = JobRun.objects.filter(job=job, period__gt=period, period__lte=now + _AHEAD)
    if later.exists():
        return None
    run, begun = JobRun.objects.get_or_create(job=job, period=period, defaults={"started_at": now})
    if begun:
        return run
    dead = JobRun.objects.filter(pk=run.pk, ended_at=None, started_at__lte=now - TAKEN_FOR)
    return run if dead.update(started_at=now) else None


def show_up() -> None:
    """This process is a worker, and alive. Rows of workers that have been gone for a day are taken away."""
    now = clock.now()
    who = {"machine": socket.gethostname()[:120], "process": os.getpid()}
    Worker.objects.update_or_create(
        **who, defaults={"seen_at": now}, create_defaults={"since": now, "seen_at": now}
    )
    Worker.objects.filter(seen_at__lt=now - _KEPT).delete()


def workers() -> QuerySet[Worker]:
    """Those that are at work."""
    return Worker.objects.filter(seen_at__gt=clock.now() - GONE).order_by("machine", "process")
