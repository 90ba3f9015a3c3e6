"""A message that is out, and the addresses given away with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rapport.outreach.models import ChannelAccount, Message
from rapport.people.models import Patient

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
ADDRESS = "https://clinic.example"


def message(patient: Patient, account: ChannelAccount, **fields: object) -> Message:
    usual: dict[str, object] = {
        "key": "recall:17", "purpose": "care", "channel": account.channel, "language": "ru", "body": "Пора",
        "state": "claimed", "not_before": NOON, "expires_at": NOON + timedelta(days=3),
    }  # fmt: skip
    return Message.objects.create(patient=patient, account=account, **{**usual, **fields})


def path_of(url: str) -> str:
    assert url.startswith(ADDRESS)
    return url.removeprefix(ADDRESS)
