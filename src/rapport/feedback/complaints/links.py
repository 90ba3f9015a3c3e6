"""The link by which somebody follows what they said, without signing in: known to them alone (CMP-8)."""

from __future__ import annotations

import secrets

from rapport.feedback.models import Complaint
from rapport.lib.keys import hash_of

_TOKEN_BYTES = 16  # 128 bits: nobody guesses one


def new_token() -> str:
    """A fresh link; of it the database keeps the hash."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def complaint_of(token: str) -> Complaint | None:
    """The complaint that `token` leads to; None where it leads nowhere."""
    found = Complaint.objects.filter(link_hash=hash_of(token)).exclude(link_hash="")
    return found.select_related("branch", "patient").first()
