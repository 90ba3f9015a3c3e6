"""A Sunday at noon before a dentist works, and a time that has freed up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from rapport.appointments.booking import book, cancel
from rapport.appointments.models import Appointment, BookedThrough, Service, Why
from rapport.lib import clock
from rapport.outreach.models import Manners
from rapport.outreach.tests.providers import account, told
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked


@pytest.fixture(autouse=True)
def on_sunday(settings: LazySettings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(SUNDAY_NOON), told():
        yield


@pytest.fixture
def sms(db: None) -> object:
    return account()


@pytest.fixture
def calls_on_sunday(riverside: Branch) -> None:
    Manners.objects.create(branch=riverside, call_days="1234567")


@pytest.fixture
def freed(service: Service, dentist: User, riverside: Branch) -> Appointment:
    """Monday 10:00 was booked and is free again."""
    gone = register(riverside, "王五", phone="+8613700000001")
    appointment = book(gone, asked(service, riverside, "10:00", dentist), DESK)
    return cancel(appointment, Why.ILL, through=BookedThrough.PHONE)
