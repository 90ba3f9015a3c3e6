"""People whom rules are tried on, and the browser of the owner."""

from __future__ import annotations

import pytest
from django.test import Client

from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import User
from rapport.web.tests.policies.steps import came


@pytest.fixture
def house(zhou: Patient, marsh: Patient, khalilova: Patient) -> None:
    """Three who are active: one of them came last month, the others a quarter ago and longer."""
    for patient, months in ((zhou, 1), (marsh, 4), (khalilova, 5)):
        came(patient, months_ago=months)
    refresh_facts()


@pytest.fixture
def at_owner(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client
