"""The queue's processes (django-q2), tied to one another: `python -m rapport.config.cluster`.

Left alone, a cluster whose head is killed leaves its workers behind, busy with jobs that nobody hears about.
"""

import os
import signal
from importlib import import_module

from rapport.config import ready
from rapport.config.schedule import JOBS
from rapport.config.supervision import die_with_parent


def main() -> None:
    """Run a cluster until SIGTERM or SIGINT."""
    _tie_forks()
    ready.set_up()
    from django.core.management import call_command

    for job in JOBS:  # loaded once and shared by all workers, not by each at its first job
        import_module(job.function.rpartition(".")[0])
    call_command("qcluster")


def _tie_forks() -> None:
    """Every process forked from here on, at any depth, dies with the one it was forked from."""
    parent = os.getpid()

    def tie() -> None:
        nonlocal parent
        die_with_parent(parent, signal.SIGKILL)
        parent = os.getpid()

    os.register_at_fork(after_in_child=tie)


if __name__ == "__main__":
    main()
