"""A process of its own for parsers of foreign files: one that runs wild takes only that process with it.

The module that is run there calls `confinement.confine` first. It pays for all it imports at every file: neither
it nor the `__init__` of its package imports Django, or this.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import IO, Any

_LAST_WORDS = 64 * 1024
_NEEDED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "TMPDIR")


class Death(StrEnum):
    """What a process in quarantine died of."""

    MEMORY = "memory"
    TIME = "time"
    FAULT = "fault"


def start(
    module: str,
    job: Mapping[str, Any],
    *,
    last_words: IO[bytes],
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Run `module` with `job` (JSON) as its argument. What it says as it dies goes to `last_words`."""
    return subprocess.Popen(  # noqa: S603 (our own module, no shell)
        [sys.executable, "-P", "-m", module, json.dumps(job)],
        stdin=stdin,
        stdout=stdout,
        stderr=last_words,
        env=_surroundings(),
    )


def _surroundings() -> dict[str, str]:
    """What the interpreter needs to start, and no secret of the installation."""
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return {**kept, "RUST_BACKTRACE": "0", "PYTHONIOENCODING": "utf-8:replace"}


def why_it_died(status: int, last_words: IO[bytes]) -> Death:
    """What a process that ended with `status` died of, as far as can be seen from outside."""
    if status == -signal.SIGXCPU:
        return Death.TIME
    last_words.seek(0)
    if status == -signal.SIGKILL or b"memory" in last_words.read(_LAST_WORDS).lower():
        return Death.MEMORY
    return Death.FAULT
