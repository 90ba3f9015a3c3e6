"""Two callers, one person: one of them gets the person (CAM-1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls import begin_call, beginning, hold_person
from rapport.outreach.models import Call, Contact, Hold, Manners, Task
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, task_about
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.at_once import all_at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(zhou: Patient) -> Task:
    # two contacts a day, so that it is not the cap which decides
    Manners.objects.create(branch=zhou.branch, a_day=5, a_week=5, household_a_day=5)
    with clock.set_to(EVENING):
        return task_about(agrees_to_calls(zhou))


def at_once(act: Callable[[User], Any], callers: list[User]) -> tuple[list[Any], list[str]]:
    """What each got, and the codes of those who were refused."""
    given = all_at_once(*(partial(act, by) for by in callers), now=EVENING)
    return [one for one in given if not isinstance(one, Refused)], codes(given)


def test_two_callers_at_once_one_gets_the_person(task: Task, caller: User, desk: User, owner: User) -> None:
    got, refused = at_once(lambda by: begin_call(task, by=by), [caller, desk, owner])
    assert len(got) == 1 and set(refused) == {"held"}
    assert (Call.objects.count(), Contact.objects.count(), Hold.objects.count()) == (1, 1, 1)


def test_without_the_hold_two_would_call(
    task: Task, caller: User, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with the guard taken away the test above would fail."""
    for name in ("hold_person", "demand_free"):
        monkeypatch.setattr(beginning, name, lambda patient, by: None)
    got, refused = at_once(lambda by: begin_call(task, by=by), [caller, desk])
    assert len(got) == 2 and not refused
    assert Contact.objects.count() == 2, "the client would have been called twice"


def test_two_who_open_the_queue_hold_different_people(task: Task, caller: User, desk: User) -> None:
    got, refused = at_once(lambda by: hold_person(task.patient, by=by), [caller, desk])
    assert len(got) == 1 and refused == ["held"]
