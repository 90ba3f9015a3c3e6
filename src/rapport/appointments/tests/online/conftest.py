"""A branch with a check-up to book and a way to send, on the Sunday before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rapport.appointments.models import Service
from rapport.appointments.tests.online.steps import SUNDAY_NOON
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount
from rapport.staff.models import Branch, User
from tests.schedule import checkup, works


@pytest.fixture(autouse=True)
def the_day_before(settings: Any) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(SUNDAY_NOON):
        yield


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30, 10)


@pytest.fixture
def sms(riverside: Branch) -> ChannelAccount:
    return ChannelAccount.objects.create(name="SMS", provider="kannel", channel="sms", on=True)
