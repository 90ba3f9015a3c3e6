"""The queue's processes (django-q2), tied to one another.

Left alone, a cluster whose head is killed leaves its workers behind, busy with jobs that nobody hears about.
"""

import os
import signal
from importlib import import_module

from rapport.config.ready import loading
from rapport.config.schedule import JOBS
from rapport.config.supervision import die_with_parent


def run() -> None:
    """Run a cluster until SIGTERM or SIGINT."""
    _tie_forks()
    from django.core.management import call_command

    call_command("qcluster")


def load_jobs() -> None:
    """Once, before processes are forked: they share it, and no worker loads it at its first job."""
    with loading():
        for job in JOBS:
            import_module(job.function.rpartition(".")[0])


def _tie_forks() -> None:
    """Every process forked from here on, at any depth, dies with the one it was forked from."""
    parent = os.getpid()

    def tie() -> None:
        nonlocal parent
        die_with_parent(parent, signal.SIGKILL)
        parent = os.getpid()

    os.register_at_fork(after_in_child=tie)
