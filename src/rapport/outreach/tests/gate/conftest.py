"""Somebody who agreed."""

from __future__ import annotations

import pytest

from rapport.outreach.tests.gate.steps import (
    agree,
)
from rapport.people.models import Patient


@pytest.fixture
def agreeing(zhou: Patient) -> Patient:
    """周雅琴, who agreed to both."""
    return agree(zhou)
