"""A channel of trial, and the noon at which its workers look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rapport.lib import clock
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending import lane
from rapport.outreach.tests.providers import Told, account, told
from rapport.outreach.tests.sending.steps import NOON


@pytest.fixture
def provider() -> Iterator[type[Told]]:
    with told() as kind:
        yield kind


@pytest.fixture
def sms(db: None, provider: type[Told]) -> ChannelAccount:
    return account()


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lane, "IDLE", 0.01)
    with clock.set_to(NOON):
        yield
