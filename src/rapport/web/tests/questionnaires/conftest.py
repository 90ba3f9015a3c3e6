"""Noon, and a client who has agreed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rapport.lib import clock
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.web.tests.questionnaires.steps import NOON


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


@pytest.fixture
def agreed(zhou: Patient, desk: User) -> Patient:
    give_consent(zhou, Purpose.PROCESSING, by=desk)
    return zhou
