"""Child processes under one command: they start together, and when it ends nothing of them stays behind."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FORKING = multiprocessing.get_context("fork")


class Children:
    """Processes of one command, each in a group of its own so that its own children end with it.

    They are forked, and share what is loaded by then: to load all of it anew took each more than a second and as
    much memory again. Before the first of them let go of the database, or they all speak on one connection.

    `grace` is how many seconds they have to finish what they are at, once asked to end, before they are killed:
    when the block ends. Where commands supervise one another the outer one has the longer grace.
    """

    def __init__(self, *, grace: float) -> None:
        self._running: list[multiprocessing.context.ForkProcess] = []
        self._grace = grace
        self.stopping = False
        for number in ASKED_TO_STOP:
            signal.signal(number, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._end()

    def start(self, name: str, work: Callable[[], object], *, orphaned: signal.Signals = signal.SIGTERM) -> None:
        """Have a process `name` do `work`; it gets the signal `orphaned` when this one is killed outright."""
        child = FORKING.Process(target=_begin, args=(name, work, os.getpid(), orphaned))
        # not while the child would still take them as this process does
        signal.pthread_sigmask(signal.SIG_BLOCK, ASKED_TO_STOP)
        child.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED_TO_STOP)
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
        """Wait, doing `meanwhile` again and again, until asked to stop or until a child ends.

        Gives 0 when asked to stop, else 1: a child that ends by itself is a fault.
        """
        while self._all_run():
            if meanwhile:
                meanwhile()
            time.sleep(every)
        return 0 if self.stopping else 1

    def _all_run(self) -> bool:
        return not self.stopping and all(child.exitcode is None for child in self._running)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self._running:
            child.terminate()
        deadline = time.monotonic() + self._grace
        for child in self._running:
            child.join(max(0.1, deadline - time.monotonic()))
        for child in self._running:
            # whatever a child left behind is still in its group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid or 0, signal.SIGKILL)
            child.join()


def _begin(name: str, work: Callable[[], object], parent: int, orphaned: signal.Signals) -> None:
    """In the child: a group and a name of its own, and its end bound to that of `parent`."""
    os.setsid()
    die_with_parent(parent, orphaned)
    _be_called(name)
    for number in ASKED_TO_STOP:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED_TO_STOP)
    work()


def _be_called(name: str) -> None:
    """Show `name`, of 15 letters at most, in lists of processes (Linux: `ps -A`, `top`)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode())


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have this process, just forked from `parent`, get `number` when that one ends in whatever way (Linux)."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), number)
