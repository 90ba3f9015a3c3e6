"""What two records of one person allow when they say different things: the stricter word wins (REC-10). Pure.

Of consents `people.consents.rules.stricter` says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def one_contact(stays: Mapping[str, Any], goes: Mapping[str, Any]) -> dict[str, Any]:
    """The same contact point of both records: verified if either is, never used if either says so."""
    verified = [row["verified_at"] for row in (stays, goes) if row["verified_at"]]
    return {
        "do_not_use": stays["do_not_use"] or goes["do_not_use"],
        "preferred": stays["preferred"] or goes["preferred"],
        "verified_at": max(verified, default=None),
        "label": stays["label"] or goes["label"],
    }
