"""The one gentle call after the time to think, planned by a person (LOY-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.care.actions import give_time_to_think, present_plan, record_follow_up
from rapport.care.models import Plan, ThinkingTime
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, Task
from rapport.outreach.planned_calls import plan_call, unplan_call
from rapport.outreach.task_actions import close_tasks, snooze_tasks
from rapport.people.models import Patient
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, noon
from rapport.segmentation.tests.worklists.steps import lists_of, only
from rapport.staff.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]
ENDS = TODAY + timedelta(days=10)
AFTER = ENDS + timedelta(days=1)


@pytest.fixture
def thinking(zhou: Patient, dentist: User) -> ThinkingTime:
    only("plan_thought_over")
    present_plan(Plan(patient=zhou, branch=zhou.branch, title="36", dentist=dentist), on=TODAY)
    ThinkingTime.objects.update(starts_on=TODAY - timedelta(days=4), ends_on=ENDS)
    return ThinkingTime.objects.get()


def planned(patient: Patient, owner: User) -> Task:
    return plan_call(patient, "36", on=AFTER, owner=owner, by=owner)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_call_that_is_planned_keeps_the_list_from_calling_beside_it(
    zhou: Patient, desk: User, thinking: ThinkingTime, by_hand: bool
) -> None:
    """LOY-4: one call. Where nobody planned one, the rule has it made, so that this is known to bite."""
    if by_hand:
        planned(zhou, desk)
    with clock.set_to(noon(AFTER)):
        look_at_everyone()
        lists_of(zhou)
        [task] = Task.objects.open()
        assert (task.rule is None) is by_hand
        close_tasks([task], Closing.DONE, by=desk)
        thinking.refresh_from_db()
        assert thinking.followed_up_on == AFTER, "asked once, whoever asked"
        look_at_everyone()
        assert lists_of(zhou) == []


def test_who_has_decided_or_was_asked_meanwhile_is_not_called(
    zhou: Patient, desk: User, thinking: ThinkingTime
) -> None:
    task = planned(zhou, desk)
    with clock.set_to(noon(AFTER)):
        look_at_everyone()
        task.refresh_from_db()
        assert task.closed_at is None, "nothing has come about yet"
        record_follow_up(thinking, by=desk, on=AFTER)
        lists_of(zhou)
        task.refresh_from_db()
        assert task.closed_how == Closing.REASON_GONE


def test_it_is_planned_once_for_a_day_to_come_and_taken_back_untouched(
    zhou: Patient, desk: User, caller: User
) -> None:
    task = planned(zhou, desk)
    refused = []
    for act in (
        lambda: planned(zhou, caller),
        lambda: plan_call(zhou, "", on=TODAY - timedelta(days=1), owner=desk, by=desk),
        lambda: unplan_call(task, by=caller),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        refused.append(refusal.value.code)
    assert refused == ["planned", "past", "moved_on"]
    unplan_call(task, by=desk)
    again = planned(zhou, desk)
    snooze_tasks([again], clock.now() + timedelta(days=12), by=caller)
    with pytest.raises(Refused):
        unplan_call(again, by=desk)


def test_a_call_after_time_that_was_asked_for_without_a_plan_rests_until_its_day(
    zhou: Patient, desk: User
) -> None:
    give_time_to_think(zhou, None, starts_on=TODAY, ends_on=ENDS, words="", by=desk)
    assert planned(zhou, desk).snoozed_until is not None
