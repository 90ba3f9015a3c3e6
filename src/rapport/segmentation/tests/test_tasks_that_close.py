"""Tasks that no rule made close themselves when what they were about has come about (REC-9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, TaskRule, WorkList
from rapport.outreach.task_actions import remind
from rapport.people.models import Patient
from rapport.segmentation.refresh import drain_changed
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon
from rapport.staff.models import User

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def on_a_day(db: None) -> Iterator[None]:
    TaskRule.objects.update(on=False)
    with clock.set_to(noon()):
        yield


def book(patient: Patient, days: int = 5) -> None:
    at = clock.now()
    appointment = Appointment(patient=patient, branch=patient.branch, starts_at=at + timedelta(days=days))
    add_appointments([appointment])
    Appointment.objects.filter(pk=appointment.pk).update(created_at=at)


def after_a_look(task: Task) -> str:
    """How `task` is closed, once the worker has looked at who changed."""
    while drain_changed():
        pass
    task.refresh_from_db()
    return task.closed_how


def test_a_task_of_ones_own_closes_when_they_book(marsh: Patient, zhou: Patient, caller: User) -> None:
    book(zhou)  # before anybody wrote a task: that one is about something else
    with clock.set_to(noon() + timedelta(hours=1)):
        task, other = (remind(one, "Ask whether she decided", on=TOMORROW, by=caller) for one in (marsh, zhou))
        assert (after_a_look(task), after_a_look(other)) == ("", "")
    with clock.set_to(noon() + timedelta(hours=2)):
        book(marsh)
        assert (after_a_look(task), after_a_look(other)) == (Closing.BOOKED, "")
    assert (task.closed_by, task.get_closed_how_display()) == (None, "a time is booked")


def test_a_call_back_closes_when_they_come_on_another_day(marsh: Patient, caller: User) -> None:
    task = Task.objects.create(patient=marsh, branch=marsh.branch, work_list=WorkList.CALL_BACK, due_on=TOMORROW)
    came(marsh, TODAY)
    assert after_a_look(task) == ""  # what it is about
    with clock.set_to(noon(TOMORROW)):
        came(marsh, TOMORROW)
        assert after_a_look(task) == Closing.CAME


def test_nobody_is_reminded_of_who_has_died(marsh: Patient, caller: User, desk: User) -> None:
    task = remind(marsh, "Call about the splint", on=TOMORROW, by=caller)
    Patient.objects.filter(pk=marsh.pk).update(deceased=True)
    look_at_everyone()
    assert after_a_look(task) == Closing.DIED


def test_one_that_stays_waits_for_somebody(marsh: Patient, caller: User) -> None:
    """CMP-3: a complaint does not go away because they come."""
    task = remind(marsh, "Send the insurance papers", on=TOMORROW, by=caller, stays=True)
    with clock.set_to(noon(TOMORROW)):
        book(marsh)
        came(marsh, TOMORROW)
        assert after_a_look(task) == ""
