"""A Friday, and somebody who comes on Wednesday."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from rapport.appointments.booking import book
from rapport.appointments.models import (
    Appointment,
    Service,
)
from rapport.appointments.tests.reminding.steps import (
    FRIDAY,
    WEDNESDAY,
)
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount
from rapport.outreach.tests.providers import account, told
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked


@pytest.fixture(autouse=True)
def on_friday(settings: LazySettings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(FRIDAY), told():
        yield


@pytest.fixture
def sms(db: None) -> ChannelAccount:
    return account()


@pytest.fixture
def booked(service: Service, riverside: Branch, dentist: User, zhou: Patient) -> Appointment:
    return book(zhou, asked(service, riverside, "15:00", dentist, day=WEDNESDAY), DESK)
