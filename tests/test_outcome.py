"""What the faults of sending count: what comes late is not lost, what never comes is (CAM-7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from faults import outbox
from rapport.lib import clock
from rapport.outreach.models import Message
from rapport.people.models import Patient

Brought = list[tuple[str, str]]


@pytest.fixture
def sent(zhou: Patient, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Where to and what: a message that Rapport says was sent."""
    monkeypatch.setattr(outbox, "QUIET", 0.001)
    now = clock.now()
    usual = {"purpose": "care", "channel": "sms", "language": "zh-hans", "not_before": now, "expires_at": now}
    Message.objects.create(key="recall:1", patient=zhou, body="您好", state="sent", **usual)
    return "+8613800138000", "您好"


def looks(*brought: Brought) -> Callable[[], Brought]:
    """What the other end shows at each look, and ever after."""
    left = list(brought)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_what_comes_out_a_moment_later_is_not_lost(sent: tuple[str, str]) -> None:
    assert outbox.outcome(looks([], [sent])).wrong == 0


def test_a_second_one_that_comes_later_is_seen(sent: tuple[str, str]) -> None:
    assert outbox.outcome(looks([sent], [sent, sent])).doubled == 1


@pytest.mark.parametrize(("brought", "what"), [([], "lost"), ([("+8613800138000", "喂")], "garbled")])
def test_what_is_wrong_is_told(sent: tuple[str, str], brought: Brought, what: str) -> None:
    assert getattr(outbox.outcome(looks(brought)), what) == 1
