"""A branch with a check-up to book and a way to send, on the Sunday before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rapport.lib import clock
from tests.schedule import SUNDAY_NOON


@pytest.fixture(autouse=True)
def the_day_before(settings: Any) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(SUNDAY_NOON):
        yield
