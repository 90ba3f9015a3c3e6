"""A worker in a process of its own, that can be killed like one.

It is forked from a process that has everything loaded, so that a hundred of them cost no more than their work.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from faults.house import close_connections

_LOOK_EVERY = 0.002


@dataclass
class Worker:
    """A forked process; `ended` is its exit status once it is known, negative for a signal."""

    pid: int
    ended: int | None = None

    def within(self, seconds: float) -> bool:
        """Wait so long at most; whether it ended by itself."""
        until = time.monotonic() + seconds
        while not self._gone(os.WNOHANG):
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_EVERY)
        return True

    def kill(self) -> bool:
        """Kill it where it stands; whether it was still alive."""
        if self.ended is None:
            os.kill(self.pid, signal.SIGKILL)
            self._gone(0)
        return self.ended == -signal.SIGKILL

    def _gone(self, flags: int) -> bool:
        if self.ended is None:
            pid, status = os.waitpid(self.pid, flags)
            if pid:
                self.ended = os.waitstatus_to_exitcode(status)
        return self.ended is not None


def start(job: Callable[[], object]) -> Worker:
    """Fork a worker that does `job`; it ends with 0, or with 1 after writing down what went wrong."""
    close_connections()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Worker(pid)
    status = 1
    try:
        job()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)
