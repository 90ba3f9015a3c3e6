"""Asks the quarantined process (`inside`) for the sheets and rows of a workbook or web page."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from .limits import Limits
from .recognise import Format
from .refusals import Refusal, Unreadable

_LAST_WORDS = 64 * 1024


@dataclasses.dataclass(frozen=True)
class Quarantine:
    """One file, opened anew in a process of its own for every pass over it."""

    path: Path
    format: Format
    encoding: str | None
    limits: Limits

    def sheets(self) -> list[dict[str, Any]]:
        """Name, index and `hidden` of every worksheet. Raises Unreadable."""
        with closing(self._answers(None)) as answers:
            return [sheet for answer in answers for sheet in answer["sheets"]]

    def rows(self, sheet: int) -> Generator[list[Any], None, None]:
        """`[line, cells, filled from above, filled from the left]` of every row. Raises Unreadable."""
        return self._answers(sheet)

    def _answers(self, sheet: int | None) -> Generator[Any, None, None]:
        with tempfile.TemporaryFile() as last_words, self._start(sheet, last_words) as process:
            try:
                yield from _until_the_end(process, last_words)
            finally:
                process.kill()

    def _start(self, sheet: int | None, last_words: IO[bytes]) -> subprocess.Popen[str]:
        job = {
            "path": str(self.path.absolute()),
            "format": self.format,
            "encoding": self.encoding,
            "sheet": sheet,
            "limits": dataclasses.asdict(self.limits),
        }
        return subprocess.Popen(  # noqa: S603 (our own module, no shell)
            [sys.executable, "-P", "-m", "rapport.importing.reading.inside", json.dumps(job)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=last_words,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "RUST_BACKTRACE": "0", "PYTHONIOENCODING": "utf-8:replace"},
        )


def _until_the_end(process: subprocess.Popen[str], last_words: IO[bytes]) -> Iterator[Any]:
    assert process.stdout is not None
    for line in process.stdout:
        try:
            answer = json.loads(line)
        except ValueError:  # it died in the middle of a word
            break
        if answer is True:
            return
        if isinstance(answer, dict) and "refused" in answer:
            raise Unreadable(Refusal(answer["refused"]), **answer.get("params", {}))
        yield answer
    raise Unreadable(_why_it_died(process.wait(), last_words))


def _why_it_died(status: int, last_words: IO[bytes]) -> Refusal:
    if status == -signal.SIGXCPU:
        return Refusal.TOO_SLOW
    last_words.seek(0)
    if status == -signal.SIGKILL or b"memory" in last_words.read(_LAST_WORDS).lower():
        return Refusal.TOO_MUCH_MEMORY
    return Refusal.BROKEN
