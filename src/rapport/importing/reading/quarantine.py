"""Asks the quarantined process (`inside`) for the sheets and rows of a workbook or web page."""

import io
import json
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from rapport.lib import quarantine
from rapport.lib.quarantine import Death

from .formats import Format
from .limits import Limits
from .refusals import Refusal, Unreadable

_DEATHS = {
    Death.TIME: Refusal.TOO_SLOW,
    Death.MEMORY: Refusal.TOO_MUCH_MEMORY,
    Death.FAULT: Refusal.BROKEN,
}


@dataclass(frozen=True)
class Head:
    """The first rows of a sheet, held since the file was opened; `whole`: there are no more."""

    rows: Sequence[list[Any]] = ()
    whole: bool = False


UNKNOWN = Head()


@dataclass(frozen=True)
class Quarantine:
    """One file, opened anew in a process of its own for every pass that goes beyond the heads of its sheets."""

    path: Path
    format: Format
    encoding: str | None
    limits: Limits

    def sheets(self) -> list[dict[str, Any]]:
        """Name, index, `hidden` and `head` of every worksheet. Raises Unreadable."""
        with closing(self._answers(None)) as answers:
            sheets: list[dict[str, Any]] = next(answers)["sheets"]
            heads = list(_heads(answers))
        heads += [UNKNOWN] * (len(sheets) - len(heads))
        return [{**sheet, "head": head} for sheet, head in zip(sheets, heads, strict=True)]

    def rows(self, sheet: int, head: Head) -> Generator[list[Any], None, None]:
        """`[line, cells, filled from above, filled from the left]` of every row. Raises Unreadable."""
        yield from head.rows
        if not head.whole:
            with closing(self._answers(sheet)) as answers:
                yield from islice(answers, len(head.rows), None)

    def _answers(self, sheet: int | None) -> Generator[Any, None, None]:
        with tempfile.TemporaryFile() as last_words, self._start(sheet, last_words) as process:
            try:
                yield from _until_the_end(process, last_words)
            finally:
                process.kill()

    def _start(self, sheet: int | None, last_words: IO[bytes]) -> subprocess.Popen[bytes]:
        job = {
            "path": str(self.path.absolute()),
            "format": self.format,
            "encoding": self.encoding,
            "sheet": sheet,
            "limits": self.limits._asdict(),
        }
        return quarantine.start("rapport.importing.reading.inside", job, last_words=last_words)


def _heads(answers: Iterator[Any]) -> Iterator[Head]:
    """Of the first sheets, as far as they came; what stopped them is met by whoever reads that sheet."""
    rows: list[list[Any]] = []
    with suppress(Unreadable):
        for answer in answers:
            if isinstance(answer, dict):
                yield Head(rows, answer["whole"])
                rows = []
            else:
                rows.append(answer)


def _until_the_end(process: subprocess.Popen[bytes], last_words: IO[bytes]) -> Iterator[Any]:
    assert process.stdout is not None
    for line in io.TextIOWrapper(process.stdout, encoding="utf-8", errors="replace"):
        try:
            answer = json.loads(line)
        except ValueError:  # it died in the middle of a word
            break
        if answer is True:
            return
        if isinstance(answer, dict) and "refused" in answer:
            raise Unreadable(Refusal(answer["refused"]), **answer.get("params", {}))
        yield answer
    raise Unreadable(_DEATHS[quarantine.why_it_died(process.wait(), last_words)])
