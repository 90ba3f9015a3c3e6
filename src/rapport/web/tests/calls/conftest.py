"""Somebody who sleeps, and the browser of who calls them."""

from __future__ import annotations

import pytest
from django.test import Client

from rapport.outreach.models import Task
from rapport.outreach.tests.calling import agrees_to_calls, task_about
from rapport.people.models import Patient
from rapport.staff.models import User


@pytest.fixture
def sleeper(zhou: Patient) -> Task:
    return task_about(agrees_to_calls(zhou))


@pytest.fixture
def at_work(client: Client, caller: User) -> Client:
    client.force_login(caller)
    return client
