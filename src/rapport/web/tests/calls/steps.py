"""The desk of calls, and people to call."""

from __future__ import annotations

from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import Patient
from rapport.staff.models import Branch
from tests.cast import register

CALLS = "/calls/?list=sleeping"


def person(branch: Branch, n: int, zone: str = "") -> Patient:
    return agrees_to_calls(register(branch, f"沈睡{n}", phone=f"+86138001{n:05}", time_zone=zone))
