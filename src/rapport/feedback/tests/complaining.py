"""Somebody complains, it goes on step by step, and what may not be is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rapport.feedback.complaints import NewComplaint, raise_complaint, take_step
from rapport.feedback.models import EIGHT_STEPS, Complaint, ComplaintMove, Heard
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

# a Saturday at noon in Hangzhou
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def angry(patient: Patient, *, by: User | None = None, **more: Any) -> Complaint:
    told: dict[str, Any] = {"heard": Heard.DESK, "words": "等了四十分钟，没人说一声。", "kinds": ["process"]}
    return raise_complaint(NewComplaint(patient.branch, patient=patient, **{**told, **more}), by=by)


def walked(complaint: Complaint, by: User, until: ComplaintMove = ComplaintMove.ACTED) -> Complaint:
    """Step by step up to `until`."""
    for move in EIGHT_STEPS[: EIGHT_STEPS.index(until) + 1]:
        take_step(complaint, move, f"{move.label}.", by=by)
    complaint.refresh_from_db()
    return complaint


def refusal(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return refused.value.code
