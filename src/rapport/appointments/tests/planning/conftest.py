"""No time is kept for anybody."""

from __future__ import annotations

import pytest

from rapport.appointments.models import (
    BookingTerms,
    Service,
)
from rapport.staff.models import Branch, User
from tests.schedule import checkup, works


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    BookingTerms.objects.create(branch=riverside, kept_percent=0)
    return checkup(30)
