"""One malformed file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """What is brought in: `told` says how it was made, `name` what it is called, `kind` what it is said to hold.

    `rows` is how many rows it holds besides its headings, where that is known beforehand.
    """

    told: str
    content: bytes
    name: str
    kind: str = ""
    rows: int | None = None
