"""The demo clinic looks kept: what its calls left to do was done in its time, but for the latest."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from rapport.demo.calls import _see_to
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.staff.models import User


def test_only_what_is_late_by_days_is_still_open(zhou: Patient, caller: User) -> None:
    today = zhou.branch.today()
    for work_list, days in (("own", 107), ("recall", 80), ("call_back", 9), ("recall", 2)):
        Task.objects.create(
            patient=zhou, branch=zhou.branch, work_list=work_list, due_on=today - timedelta(days=days)
        )
    _see_to(Random(1), zhou.branch, caller)
    assert Task.objects.open().get().due_on == today - timedelta(days=2)
    assert set(Task.objects.exclude(closed_at=None).values_list("closed_by", flat=True)) == {caller.pk}
    for task in Task.objects.exclude(closed_at=None):
        assert task.closed_at is not None and task.closed_at.astimezone(zhou.branch.zone).date() == task.due_on
