"""Who cannot be written to, and who did not come, is called (BOO-3)."""

from __future__ import annotations

from datetime import date

from rapport.appointments.booking import book, confirm, take_step
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    Reminder,
    Service,
)
from rapport.appointments.tests.reminding.steps import (
    EXPECTED,
    HOUR,
    WEDNESDAY,
    sweep,
    taken_back,
)
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Closing, Message, PauseGround, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked


def test_who_cannot_be_written_to_is_called(booked: Appointment, caller: User, desk: User, zhou: Patient) -> None:
    """BOO-3: the day before, by a task; which ends by itself when they have given their word."""
    sweep(23 * HOUR)
    sweep(2 * HOUR)
    task = Task.objects.get()
    assert (task.patient, task.work_list, task.owner, task.purpose) == (zhou, WorkList.TIMES, caller, "care")
    assert "11月25日" in task.words and "15:00" in task.words and not Message.objects.exists()
    confirm(booked, through=BookedThrough.PHONE, by=desk)
    sweep(HOUR)
    task.refresh_from_db()
    assert task.closed_how == Closing.REASON_GONE


def test_who_wants_nothing_gets_nothing(
    booked: Appointment, zhou: Patient, owner: User, sms: ChannelAccount
) -> None:
    """BOO-3, LOY-4."""
    pause_contact(zhou, PauseGround.NEVER, by=owner)
    sweep(23 * HOUR)
    assert not Message.objects.exists() and not Task.objects.exists() and Reminder.objects.count() == 1


def test_who_did_not_come_is_asked_gently_and_once(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, marsh: Patient, caller: User
) -> None:
    """BOO-3: a task for the caller; not about who has another time already."""
    other = book(marsh, asked(service, riverside, "16:00", dentist, day=WEDNESDAY), DESK)
    book(marsh, asked(service, riverside, "16:00", dentist, day=date(2026, 11, 30)), DESK)
    for missed in (booked, other):
        take_step(missed, AppointmentState.NO_SHOW, through=BookedThrough.DESK, at=EXPECTED + 2 * HOUR)
    for _again in range(2):
        sweep(-3 * HOUR)
    task = Task.objects.get()
    assert (task.patient, task.owner, task.work_list) == (booked.patient, caller, WorkList.TIMES)
    assert "11月25日" in task.words and not task.stays
    with clock.set_to(EXPECTED + 4 * HOUR):
        booked.refresh_from_db()
        taken_back(booked)
    sweep(-5 * HOUR)
    task.refresh_from_db()
    assert task.closed_how == Closing.REASON_GONE  # it was a slip of the hand
