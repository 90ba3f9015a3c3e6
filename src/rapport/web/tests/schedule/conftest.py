"""The front desk on a Monday, before the first appointment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from rapport.appointments.models import Service
from rapport.lib import clock
from rapport.staff.models import Branch, User
from rapport.web.tests.schedule.steps import MONDAY_MORNING
from tests.schedule import checkup, works


@pytest.fixture(autouse=True)
def before_the_first() -> Iterator[None]:
    """Half past eight in Hangzhou."""
    with clock.set_to(MONDAY_MORNING):
        yield


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30, 10)


@pytest.fixture
def page(client: Client, desk: User) -> Client:
    """The browser at the front desk."""
    client.force_login(desk)
    return client
