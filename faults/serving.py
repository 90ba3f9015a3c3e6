"""The pages of an installation, served by processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.request import urlopen

from faults.house import close_connections
from tests.running import free_address

PROCESSES = 4


@contextmanager
def served(code: str) -> Iterator[str]:
    """The address of `rapport web` as `code` starts it."""
    close_connections()
    address = free_address()
    words = ["web", "--listen", address, "--processes", str(PROCESSES)]
    process = subprocess.Popen([sys.executable, "-c", code, *words], env=os.environ)
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(1_800):
        with suppress(OSError), urlopen(f"http://{address}/health/", timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit("the pages did not come up")
