"""What a worker does: takes what is due, hands it over, writes down what came of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.outreach.outbox import TAKE_BACK, write_message
from rapport.outreach.sending.claiming import InHand, claim
from rapport.outreach.sending.handing import hand_over
from rapport.outreach.sending.lane import Lane
from rapport.outreach.tests.providers import Told
from rapport.people.actions import give_consent
from rapport.people.models import Patient

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)  # in Hangzhou
TEN_MINUTES = timedelta(minutes=10)


def written(patient: Patient, key: str = "recall:1", **fields: Any) -> Message:
    """A message that is due, ten seconds before noon, to somebody who agreed long ago."""
    give_consent(patient, "care", by=None, given_on=date(2026, 1, 5))
    usual: dict[str, Any] = {"purpose": "care", "channel": "sms", "body": "您好", "by": None}
    with clock.set_to(NOON - TAKE_BACK):
        return write_message(patient, key=key, **{**usual, **fields})


def go(sms: ChannelAccount, provider: type[Told]) -> None:
    """One worker takes what there is, hands it over, and writes down what came of it."""
    worker = Lane(sms, provider(), Event())
    with ThreadPoolExecutor(2) as threads:
        worker.turn(threads)
        while worker.busy:
            worker.turn(threads)


def at(moment: datetime, sms: ChannelAccount, provider: type[Told]) -> None:
    with clock.set_to(moment):
        go(sms, provider)


def state(message: Message) -> str:
    message.refresh_from_db()
    return str(message.state)


def killed(sms: ChannelAccount, message: Message) -> InHand:
    """A worker that claimed, and was killed when it was about to hand the message over, or just had."""
    [hand] = hand_over(claim(sms, 8))
    assert state(message) == "claimed"
    return hand
