"""A branch with a dentist at work and a check-up to book, on the Sunday before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from rapport.appointments.booking import book
from rapport.appointments.models import Appointment, Service
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.booking import codes
from tests.schedule import DESK, SUNDAY_NOON, asked


@pytest.fixture(autouse=True)
def the_day_before(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    monkeypatch.setattr(codes, "_AT_LEAST", 0)
    with clock.set_to(SUNDAY_NOON):
        yield


@pytest.fixture
def phone() -> Client:
    """A browser that nobody is signed in at."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def made(service: Service, riverside: Branch, zhou: Patient, dentist: User) -> Appointment:
    return book(zhou, asked(service, riverside, "10:00", dentist), DESK)
