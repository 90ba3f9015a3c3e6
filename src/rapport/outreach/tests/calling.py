"""A person whom one may call, and what is to be called about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from rapport.outreach.calls import Said, begin_call, end_call
from rapport.outreach.models import Call, Task, WorkList
from rapport.people.actions import Giver, give_consent
from rapport.people.models import Patient
from rapport.staff.models import User

# Saturday, 18:00 in Hangzhou: inside the hours for calls
EVENING = datetime(2026, 11, 21, 10, tzinfo=UTC)
SATURDAY = date(2026, 11, 21)


def agrees_to_calls(patient: Patient) -> Patient:
    giver = Giver(patient.guardian.full_name, "parent") if patient.guardian else None
    for purpose in ("care", "marketing"):
        give_consent(patient, purpose, by=None, given_on=date(2025, 3, 1), giver=giver)
    return patient


def task_about(patient: Patient, work_list: str = WorkList.SLEEPING, *, owner: User | None = None) -> Task:
    """Something to call about; offers for those who sleep, care for the rest."""
    purpose = "marketing" if work_list == WorkList.SLEEPING else "care"
    return Task.objects.create(
        patient=patient,
        branch=patient.branch,
        work_list=work_list,
        purpose=purpose,
        owner=owner,
        due_on=SATURDAY,
        made_at=EVENING,
    )


def ended(task: Task, by: User, outcome: str, **said: Any) -> Call:
    """A call about `task`, begun and ended."""
    return end_call(begin_call(task, by=by), outcome, by=by, said=Said(**said))
