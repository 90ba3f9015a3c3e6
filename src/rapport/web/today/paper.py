"""How a day stands on one sheet of A4 (CMP-7): the more come, the tighter; who does not fit is counted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# lines that a table has room for beside the rest of the morning; two columns; those of few words; and at the
# smallest type
TABLE, COLUMNS, FEW_WORDS, MOST = 6, 14, 24, 45
# of what came up, and of the minutes; beside the smallest type
BESIDE, BESIDE_MANY = 4, 3


@dataclass(frozen=True)
class Paper:
    """`style` is a class of the page; the lines from number `fits` on stay off the paper, among them `left`
    appointments, from `first` until `last`. `beside` is how much of the rest of the morning there is room for."""

    style: str
    fits: int
    beside: int
    left: int = 0
    first: datetime | None = None
    last: datetime | None = None

    @property
    def after(self) -> str:
        """The slice of what is beside, but for that which there is room for."""
        return f"{self.beside}:"


def on_paper(lines: Sequence[Any]) -> Paper:
    """Of the lines of a day: appointments are those with a `patient`, free times, of some `minutes`, take half
    their room."""
    room, fits = 0.0, len(lines)
    for number, line in enumerate(lines):
        room += 1 if hasattr(line, "patient") else 0.5 if hasattr(line, "minutes") else 0
        if room > MOST:
            fits = number
            break
    left = [line.at for line in lines[fits:] if hasattr(line, "patient")]
    steps = ((TABLE, "tight"), (COLUMNS, "tightest"), (FEW_WORDS, "smallest"))
    style = " ".join(name for most, name in steps if room > most)
    beside = BESIDE if room <= FEW_WORDS else BESIDE_MANY
    return Paper(style, fits, beside, len(left), *((left[0], left[-1]) if left else ()))
