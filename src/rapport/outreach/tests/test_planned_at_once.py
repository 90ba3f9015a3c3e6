"""A planned call is taken back in the moment in which somebody begins it (LOY-4)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.db import IntegrityError

from rapport.lib import clock
from rapport.outreach import planned_calls
from rapport.outreach.calls import begin_call
from rapport.outreach.models import Call, Task
from rapport.outreach.planned_calls import plan_call, unplan_call
from rapport.outreach.tests.calling import EVENING, agrees_to_calls
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.at_once import while_the_first_writes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(zhou: Patient, desk: User) -> Task:
    with clock.set_to(EVENING):
        agrees_to_calls(zhou)
        return plan_call(zhou, "36", on=zhou.branch.today(), owner=desk, by=desk)


def begins(task: Task, by: User) -> Callable[[], object]:
    return lambda: begin_call(task, by=by)


def takes_back(task: Task, by: User) -> Callable[[], object]:
    return lambda: unplan_call(task, by=by)


def test_what_somebody_has_begun_is_not_taken_back(
    task: Task, desk: User, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin finds nobody calling, and fails on the call that it then finds."""
    if not guarded:
        monkeypatch.setattr(planned_calls, "_held", lambda tasks: list(tasks.values_list("pk", flat=True)))
    with nullcontext() if guarded else pytest.raises(IntegrityError):
        said = while_the_first_writes(begins(task, desk), takes_back(task, desk), now=EVENING)
        assert said == "moved_on"
    assert Call.objects.get().task == task


def test_what_was_taken_back_is_not_begun(task: Task, desk: User) -> None:
    assert while_the_first_writes(takes_back(task, desk), begins(task, desk), now=EVENING) == "task_over"
    assert not Task.objects.exists() and not Call.objects.exists()
