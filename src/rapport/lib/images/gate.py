"""Lets a picture in: looks at its beginning, has it drawn anew in quarantine, and looks at what came out."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from rapport.lib import quarantine
from rapport.lib.quarantine import Death

from .limits import LIMITS, MEGABYTE, Limits
from .plain import is_plain_jpeg
from .recognise import HEAD_BYTES, decoder_for
from .refusals import NotTaken, Refusal

_DEATHS = {
    Death.TIME: Refusal.TOO_SLOW,
    Death.MEMORY: Refusal.TOO_MUCH_MEMORY,
    Death.FAULT: Refusal.BROKEN,
}


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew, as two JPEGs. `width` and `height` are those of the large one, in dots.

    `day` is when the camera says it was taken, the only one of its notes that is passed on.
    """

    large: bytes
    small: bytes
    width: int
    height: int
    day: date | None


def let_in(content: IO[bytes], limits: Limits = LIMITS) -> Picture:
    """The picture in the file `content`. Raises NotTaken; nothing of the file itself is kept either way."""
    with tempfile.TemporaryFile() as brought, tempfile.TemporaryFile() as drawn:
        decoder = decoder_for(_take(content, brought, limits))
        job = {"decoder": decoder, "limits": limits._asdict()}
        _have_drawn(job, brought, drawn, limits)
        drawn.seek(0)
        return _answer(drawn, limits)


def _take(content: IO[bytes], brought: IO[bytes], limits: Limits) -> bytes:
    """Copy `content`, no more than may be; its beginning."""
    content.seek(0)
    size = 0
    while piece := content.read(MEGABYTE):
        size += len(piece)
        if size > limits.file_bytes:
            raise NotTaken(Refusal.TOO_BIG, limit=limits.file_bytes // MEGABYTE)
        brought.write(piece)
    if not size:
        raise NotTaken(Refusal.EMPTY)
    brought.seek(0)
    head = brought.read(HEAD_BYTES)
    brought.seek(0)
    return head


def _have_drawn(job: dict[str, Any], brought: IO[bytes], drawn: IO[bytes], limits: Limits) -> None:
    with (
        tempfile.TemporaryFile() as last_words,
        quarantine.start(
            "rapport.lib.images.inside", job, last_words=last_words, stdin=brought, stdout=drawn
        ) as process,
    ):
        try:
            status = process.wait(limits.patience_seconds)
        except subprocess.TimeoutExpired as late:
            raise NotTaken(Refusal.TOO_SLOW) from late
        finally:
            process.kill()
        if status:
            raise NotTaken(_DEATHS[quarantine.why_it_died(status, last_words)])


def _answer(drawn: IO[bytes], limits: Limits) -> Picture:
    said = json.loads(drawn.readline(HEAD_BYTES))
    if "refused" in said:
        raise NotTaken(Refusal(said["refused"]), **said.get("params", {}))
    large, small = drawn.read(int(said["large"])), drawn.read(int(said["small"]))
    width, height = int(said["width"]), int(said["height"])
    if not (is_plain_jpeg(large) and is_plain_jpeg(small)) or max(width, height) > limits.kept_side:
        raise NotTaken(Refusal.BROKEN)
    return Picture(large, small, width, height, date.fromisoformat(said["day"]) if said["day"] else None)
