"""The queue's processes (django-q2), tied to one another: `python -m rapport.config.cluster`.

Left alone, a cluster whose head is killed leaves its workers behind, busy with jobs that nobody hears about.
"""

import os
import signal

from rapport.config import ready
from rapport.config.supervision import die_with_parent


def main() -> None:
    """Run a cluster until SIGTERM or SIGINT."""
    _tie_forks()
    ready.set_up()
    from django.core.management import call_command

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
