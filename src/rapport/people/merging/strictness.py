"""What two records of one person allow when they say different things: the stricter word wins (REC-10, REC-11).

Pure. Silence is no word: what one record was never asked does not take back what the person agreed to on the
other. But what was withdrawn on either, at or after the day it was given on the other, is withdrawn; and a contact
that either record says is not to be used is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Word:
    """A consent of one of the two records; `given` is the day on the paper, or that of writing it down."""

    pk: int
    purpose: str
    given: date
    withdrawn_at: datetime | None


def withdrawals(own: Iterable[Word], other: Iterable[Word]) -> dict[int, datetime]:
    """Which words of `own` that are in force no longer hold, because of `other`: id → since when."""
    last: dict[str, datetime] = {}
    for word in other:
        if word.withdrawn_at is not None:
            last[word.purpose] = max(word.withdrawn_at, last.get(word.purpose, word.withdrawn_at))
    return {
        word.pk: last[word.purpose]
        for word in own
        if word.withdrawn_at is None and word.purpose in last and last[word.purpose].date() >= word.given
    }


def one_contact(stays: Mapping[str, Any], goes: Mapping[str, Any]) -> dict[str, Any]:
    """The same contact point of both records: verified if either is, never used if either says so."""
    verified = [row["verified_at"] for row in (stays, goes) if row["verified_at"]]
    return {
        "do_not_use": stays["do_not_use"] or goes["do_not_use"],
        "preferred": stays["preferred"] or goes["preferred"],
        "verified_at": max(verified, default=None),
        "label": stays["label"] or goes["label"],
    }
