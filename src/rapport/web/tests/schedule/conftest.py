"""The front desk on a Monday, before the first appointment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from rapport.lib import clock
from rapport.staff.models import User
from rapport.web.tests.schedule.steps import MONDAY_MORNING


@pytest.fixture(autouse=True)
def before_the_first() -> Iterator[None]:
    """Half past eight in Hangzhou."""
    with clock.set_to(MONDAY_MORNING):
        yield


@pytest.fixture
def page(client: Client, desk: User) -> Client:
    """The browser at the front desk."""
    client.force_login(desk)
    return client
