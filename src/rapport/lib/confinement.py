"""What a process in quarantine does to itself: ceilings at its beginning, and a quick end."""

from __future__ import annotations

import os
import resource
import sys
from typing import NoReturn


def confine(*, memory_bytes: int, cpu_seconds: int, written_bytes: int | None = None) -> None:
    """Ceilings of this process, for good: address space, processor time, and the size of a file it writes."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if written_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (written_bytes, written_bytes))


def leave() -> NoReturn:
    """End this process once all is said; to tidy it up first took a fifth of its time."""
    sys.stdout.flush()
    os._exit(0)
