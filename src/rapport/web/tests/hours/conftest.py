"""The front desk on the Sunday before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from rapport.lib import clock
from rapport.staff.models import User
from tests.schedule import SUNDAY_NOON


@pytest.fixture(autouse=True)
def the_day_before() -> Iterator[None]:
    with clock.set_to(SUNDAY_NOON):
        yield


@pytest.fixture
def page(client: Client, desk: User) -> Client:
    """The browser at the front desk."""
    client.force_login(desk)
    return client
