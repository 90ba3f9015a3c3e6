"""The outcome of a call is taken back to the letter, by whoever told it, within minutes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from rapport.care.actions import present_plan
from rapport.care.models import Plan
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls import Said, begin_call, end_call, last_outcome, undo_outcome
from rapport.outreach.models import CallOutcome, Closing, Task, WorkList
from rapport.outreach.task_actions import assign_tasks, undo_tasks
from rapport.outreach.tests.calling import EVENING, SATURDAY, agrees_to_calls, ended, task_about
from rapport.people.models import Patient
from rapport.staff.models import User

pytestmark = [pytest.mark.one_database, pytest.mark.now(EVENING)]


@pytest.fixture
def sleeper(zhou: Patient) -> Task:
    return task_about(agrees_to_calls(zhou))


OUTCOMES: list[tuple[str, dict[str, Any]]] = [
    (CallOutcome.BOOKED, {}),
    (CallOutcome.CALL_BACK, {"moment": EVENING + timedelta(days=1)}),
    (CallOutcome.NO_ANSWER, {}),
    (CallOutcome.THINKING, {"until": date(2026, 12, 1)}),
    (CallOutcome.COMPLAINT, {"note": "慢"}),
    (CallOutcome.WRONG_NUMBER, {}),
    (CallOutcome.REFUSED, {"stays_away": "moved", "offers": 2}),
]


@pytest.mark.parametrize("work_list", [WorkList.SLEEPING, WorkList.PLAN])
@pytest.mark.parametrize(("outcome", "said"), OUTCOMES)
def test_undo_takes_everything_back(
    zhou: Patient, caller: User, desk: User, outcome: str, said: dict[str, Any], work_list: str
) -> None:
    """Every row of the house is as it was before the outcome; the call goes on."""
    task = task_about(agrees_to_calls(zhou), work_list)
    present_plan(Plan(patient=zhou, branch=zhou.branch, title="46 冠"), on=SATURDAY - timedelta(days=20))
    call = begin_call(task, by=caller)
    before = every_row()
    end_call(call, outcome, by=caller, said=Said(**said))
    assert every_row() != before
    assert last_outcome(caller) == call
    undo_outcome(call, by=caller)
    assert every_row() == before
    assert last_outcome(caller) is None


def every_row() -> str:
    """What the database holds of people, care and outreach, but for the marks of what changed."""
    models = [
        model
        for app in ("people", "care", "outreach")
        for model in apps.get_app_config(app).get_models()
        if model.__name__ != "ChangedPatient"
    ]
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in models)


def test_undo_is_refused_once_somebody_went_on(sleeper: Task, caller: User, desk: User) -> None:
    call = ended(sleeper, caller, CallOutcome.CALL_BACK, moment=EVENING + timedelta(days=1))
    Task.objects.filter(work_list=WorkList.CALL_BACK).update(owner=desk)
    with pytest.raises(Refused) as refusal:
        undo_outcome(call, by=caller)
    assert refusal.value.code == "changed_since"
    sleeper.refresh_from_db()
    assert sleeper.closed_at is not None, "nothing was taken back by half"


def test_undo_is_for_the_caller_and_for_minutes(sleeper: Task, caller: User, desk: User) -> None:
    call = ended(sleeper, caller, CallOutcome.BOOKED)
    with pytest.raises(Refused):
        undo_outcome(call, by=desk)
    with clock.set_to(EVENING + timedelta(minutes=6)), pytest.raises(Refused):
        undo_outcome(call, by=caller)


def test_what_was_done_before_a_call_is_not_taken_back_over_it(sleeper: Task, caller: User, desk: User) -> None:
    """A call is a step of its task like any other."""
    batch, _count = assign_tasks([sleeper], caller, by=desk)
    ended(sleeper, caller, CallOutcome.REFUSED)
    assert undo_tasks(batch, by=desk) == 0
    sleeper.refresh_from_db()
    assert (sleeper.owner, sleeper.closed_how) == (caller, Closing.REFUSED)
