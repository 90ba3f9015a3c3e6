"""Child processes under one command: they start together, and when it ends nothing of them stays behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType

PR_SET_PDEATHSIG = 1


class Children:
    """Processes of one command, each in a group of its own so that its own children end with it.

    `grace` is how many seconds they have to finish what they are at, once asked to end, before they are killed.
    Where commands supervise one another the outer one has the longer grace.
    """

    def __init__(self, *, grace: float) -> None:
        self._running: list[subprocess.Popen[bytes]] = []
        self._grace = grace
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def start(self, words: Sequence[str], *, orphaned: signal.Signals = signal.SIGTERM) -> None:
        """Start a process; it gets the signal `orphaned` when this one is killed outright."""
        bound = partial(die_with_parent, os.getpid(), orphaned)
        child = subprocess.Popen(words, start_new_session=True, preexec_fn=bound)  # noqa: S603, PLW1509
        self._running.append(child)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until `ready` says so; False when it has not by then, a child ended, or all are asked to stop."""
        deadline = time.monotonic() + seconds
        while self._all_run() and time.monotonic() < deadline:
            if ready():
                return True
            time.sleep(0.05)
        return False

    def watch(self, meanwhile: Callable[[], None] | None = None, *, every: float = 0.5) -> int:
        """Wait, doing `meanwhile` again and again, until asked to stop or until a child ends; then end them all.

        Gives 0 when asked to stop, else 1: a child that ends by itself is a fault.
        """
        while self._all_run():
            if meanwhile:
                meanwhile()
            time.sleep(every)
        asked = self.stopping
        self._end()
        return 0 if asked else 1

    def _all_run(self) -> bool:
        return not self.stopping and all(child.poll() is None for child in self._running)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self._running:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + self._grace
        for child in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
        for child in self._running:
            # whatever a child left behind is still in its group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have this process, just forked from `parent`, get `number` when that one ends in whatever way (Linux)."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), number)
