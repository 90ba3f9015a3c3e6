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
from types import FrameType

# seconds that children have to finish what they are at before they are killed
GRACE = 20


class Children:
    """Processes of one command, each in a group of its own so that its own children end with it."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def start(self, words: Sequence[str]) -> None:
        child = subprocess.Popen(words, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603, PLW1509
        self._running.append(child)

    def watch(self, meanwhile: Callable[[], None] | None = None, *, every: float = 0.5) -> int:
        """Wait, doing `meanwhile` again and again, until asked to stop or until a child ends; then end them all.

        Gives 0 when asked to stop, else 1: a child that ends by itself is a fault.
        """
        while not self.stopping and all(child.poll() is None for child in self._running):
            if meanwhile:
                meanwhile()
            time.sleep(every)
        asked = self.stopping
        self._end()
        return 0 if asked else 1

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self._running:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
        for child in self._running:
            # whatever a child left behind is still in its group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _die_with_parent() -> None:
    """On Linux a child gets SIGTERM even when its parent is killed outright."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)
