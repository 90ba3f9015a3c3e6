"""Whose task closes itself, what comes back, and who is left in peace (LOY-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.appointments.booking.steps import cancel
from rapport.appointments.models import AppointmentState, BookedThrough, Why
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, TaskRule
from rapport.outreach.task_actions import close_tasks, snooze_tasks, undo_tasks
from rapport.people.models import Patient
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon
from rapport.segmentation.tests.worklists.steps import booked, lists_of, only
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]


def test_a_task_closes_itself_when_the_person_books_and_comes_back_when_they_cancel(marsh: Patient) -> None:
    only("recall_hygiene")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    appointment = booked(marsh, 5)
    assert lists_of(marsh) == []
    task = Task.objects.get()
    assert (task.closed_how, task.closed_by) == (Closing.REASON_GONE, None)
    appointment.state = AppointmentState.CANCELLED
    appointment.save()
    with clock.set_to(noon(TODAY + timedelta(days=1))):
        look_at_everyone()
        assert lists_of(marsh) == ["recall_hygiene"]


def test_a_reason_that_comes_back_the_same_day_opens_the_same_task(marsh: Patient) -> None:
    only("recall_hygiene")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    Task.objects.update(attempts=2)
    appointment = booked(marsh, 5)
    assert lists_of(marsh) == []
    cancel(appointment, Why.ILL, through=BookedThrough.PHONE)
    assert lists_of(marsh) == ["recall_hygiene"]
    assert Task.objects.get().attempts == 2, "what was tried is known still"


def test_of_several_that_lost_their_reason_the_last_comes_back(marsh: Patient) -> None:
    """LOY-4: one thing at a time."""
    rules = ["recall_hygiene", "recall_filling"]
    only(*rules)
    months = dict(TaskRule.objects.filter(key__in=rules).values_list("key", "months"))
    came(marsh, date(2026, 5, 20), treated="hygiene")
    came(marsh, date(2025, 11, 1), treated="filling")
    for key in rules:
        assert lists_of(marsh) == [key]
        TaskRule.objects.filter(key=key).update(months=99)
        sweep_lists()
    assert lists_of(marsh) == []
    for key in rules:
        TaskRule.objects.filter(key=key).update(months=months[key])
    sweep_lists()
    assert lists_of(marsh) == ["recall_filling"]


def test_a_reason_that_comes_back_leaves_in_peace_who_was_turned_to_meanwhile(
    marsh: Patient, caller: User
) -> None:
    """LOY-4: some weeks of rest after a refusal."""
    only("recall_hygiene", "recall_filling")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    came(marsh, date(2025, 11, 1), treated="filling")
    assert lists_of(marsh) == ["recall_hygiene"]
    months = TaskRule.objects.get(key="recall_hygiene").months
    TaskRule.objects.filter(key="recall_hygiene").update(months=99)
    sweep_lists()
    assert lists_of(marsh) == ["recall_filling"]
    close_tasks(Task.objects.open(), Closing.REFUSED, by=caller)
    TaskRule.objects.filter(key="recall_hygiene").update(months=months)
    sweep_lists()
    assert lists_of(marsh) == []


def test_who_was_turned_to_is_left_in_peace(marsh: Patient, caller: User) -> None:
    """LOY-4: one thing at a time, and some weeks of rest after it."""
    only("recall_hygiene", "recall_filling")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    came(marsh, date(2025, 11, 1), treated="filling")
    assert lists_of(marsh) == ["recall_hygiene"]
    close_tasks(Task.objects.open(), Closing.REFUSED, by=caller)
    for days, expected in ((1, []), (20, []), (31, ["recall_filling"])):
        with clock.set_to(noon(TODAY + timedelta(days=days))):
            look_at_everyone()
            assert lists_of(marsh) == expected


def test_done_and_put_off_can_be_taken_back(marsh: Patient, caller: User, owner: User) -> None:
    came(marsh, date(2026, 5, 20), treated="hygiene")
    lists_of(marsh)
    batch, number = close_tasks(Task.objects.open(), Closing.DONE, by=caller, words="will come")
    assert number == 1 and not Task.objects.open().exists()
    assert undo_tasks(batch, by=owner) == 0  # only by who did it
    assert undo_tasks(batch, by=caller) == 1
    task = Task.objects.open().get()
    assert (task.closed_how, task.closed_by, task.closed_words) == ("", None, "")
    batch, _number = snooze_tasks([task], clock.now() + timedelta(days=30), by=caller)
    assert task.due_on == TODAY + timedelta(days=30)
    assert not Task.objects.waiting(clock.now()).exists()
    appointment = booked(marsh, 5)
    assert "recall_hygiene" not in lists_of(marsh)
    assert undo_tasks(batch, by=caller) == 0  # its reason is gone
    appointment.delete()
    Task.objects.filter(pk=task.pk).update(closed_at=None, closed_how="")
    close_tasks([task], Closing.DROPPED, by=caller)
    assert undo_tasks(batch, by=caller) == 0  # changed since
    assert undo_tasks(batch, by=caller) == 0
