"""Noon, and a stranger at the door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from rapport.lib import clock
from rapport.web.tests.outside.steps import ADDRESS, NOON


@pytest.fixture(autouse=True)
def at_noon(settings: Settings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = ADDRESS
    with clock.set_to(NOON):
        yield


@pytest.fixture
def stranger() -> Client:
    """Who checks for forgeries as the real thing does, and has no cookie."""
    return Client(enforce_csrf_checks=True)
