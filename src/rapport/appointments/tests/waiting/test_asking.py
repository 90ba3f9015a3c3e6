"""How somebody is asked about a freed time: by a message, else by a call, through the gate (BOO-3, CAM-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.appointments.booking import book, cancel
from rapport.appointments.models import Answer, BookedThrough, Service, Slot, TimeOffer, Why
from rapport.appointments.tests.waiting.steps import MINUTE, sweep, waits
from rapport.appointments.waiting import accept, withdraw
from rapport.lib import clock
from rapport.outreach.models import Closing, Message, MessageState, PauseGround, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.sending.claiming import claim
from rapport.outreach.task_actions import close_tasks
from rapport.people.merging.actions import merge_patients
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked, refused


@pytest.mark.usefixtures("freed", "calls_on_sunday")
def test_who_cannot_be_written_to_is_called(service: Service, zhou: Patient, caller: User) -> None:
    """BOO-3: a task with what is offered and until when; what the caller hears ends the offer."""
    waits(zhou, service)
    sweep()
    task = Task.objects.get()
    assert (task.patient, task.work_list, task.owner, task.purpose) == (zhou, WorkList.TIMES, caller, "care")
    assert "10:00" in task.words and "12:30" in task.words
    assert not Message.objects.exists() and TimeOffer.objects.get().task == task
    close_tasks([task], Closing.REFUSED, by=caller)
    sweep(MINUTE)
    assert TimeOffer.objects.get().answer == Answer.NO


@pytest.mark.usefixtures("freed", "calls_on_sunday")
def test_a_yes_on_the_phone_ends_the_task(service: Service, zhou: Patient, caller: User) -> None:
    """BOO-3."""
    waits(zhou, service)
    sweep()
    made = accept(TimeOffer.objects.get(), through=BookedThrough.PHONE, by=caller)
    assert made.steps.get().by == caller and Task.objects.get().closed_how == Closing.BOOKED


@pytest.mark.usefixtures("sms", "freed")
def test_the_gate_is_asked_and_nobody_is_woken_up(
    service: Service, zhou: Patient, marsh: Patient, owner: User
) -> None:
    """BOO-3, LOY-4: who wants nothing gets nothing; at night nobody is asked, in the morning they are."""
    waits(zhou, service)
    waits(marsh, service, minutes=5)
    pause_contact(zhou, PauseGround.NEVER, by=owner)
    sweep(timedelta(hours=11))
    assert not TimeOffer.objects.exists()
    sweep(timedelta(hours=3))
    assert TimeOffer.objects.get().entry.patient == marsh


@pytest.mark.usefixtures("freed")
def test_what_is_no_longer_offered_is_not_sent(service: Service, zhou: Patient, owner: User, sms: object) -> None:
    """BOO-3: taken back before the message has gone, it does not go."""
    waits(zhou, service)
    sweep()
    offer = TimeOffer.objects.get()
    TimeOffer.objects.update(ended_at=SUNDAY_NOON, answer=Answer.WITHDRAWN)  # as if between writing and sending
    with clock.set_to(SUNDAY_NOON + MINUTE):
        assert claim(sms, 5) == []  # type: ignore[arg-type]
    message = Message.objects.get()
    assert (message.state, message.reasons) == (MessageState.REFUSED, ["outdated"])
    TimeOffer.objects.update(ended_at=None, answer="")
    Message.objects.update(state=MessageState.WAITING)
    withdraw(offer, by=owner)
    message.refresh_from_db()
    assert message.state == MessageState.TAKEN_BACK and not Slot.objects.exists()


@pytest.mark.usefixtures("sms", "freed")
def test_two_records_that_become_one_are_not_asked_twice(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient, desk: User
) -> None:
    """BOO-3, REC-10: only the first of two offers can be taken, and the time of the other goes to who is next."""
    gone = register(riverside, "赵六", phone="+8613700000002")
    other = book(gone, asked(service, riverside, "11:00", dentist), DESK)
    cancel(other, Why.ILL, through=BookedThrough.PHONE)
    waits(zhou, service)
    twin = register(riverside, "周敏", phone="+8613700000003")
    waits(twin, service, minutes=1)
    sweep()
    first, second = TimeOffer.objects.order_by("pk")
    waits(marsh, service, minutes=2)
    merge_patients(zhou.pk, twin.pk, picks={}, by=desk)
    with refused("offer_over"):
        accept(second, through=BookedThrough.ONLINE)
    sweep(MINUTE)
    second.refresh_from_db()
    assert second.answer == Answer.WITHDRAWN
    [next_one] = TimeOffer.objects.open().exclude(pk=first.pk)
    assert (next_one.entry.patient, next_one.starts_at) == (marsh, second.starts_at)
    assert accept(first, through=BookedThrough.ONLINE).patient == zhou
