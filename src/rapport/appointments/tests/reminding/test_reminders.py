"""Everyone who is expected is reminded, and what a reminder says is true when it goes (BOO-3)."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.appointments.booking import book, cancel, confirm, move
from rapport.appointments.models import (
    Appointment,
    BookedThrough,
    BookingTerms,
    Reminder,
    Service,
    Why,
)
from rapport.appointments.reminding import reminders_untrue
from rapport.appointments.reminding.rules import reminder_due
from rapport.appointments.tests.reminding.steps import (
    EXPECTED,
    HOUR,
    MINUTE,
    WEDNESDAY,
    sent,
    sweep,
    taken_back,
)
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message, MessageState, Task
from rapport.outreach.sending import claiming
from rapport.outreach.tests.providers import account
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked


def test_two_reminders_each_once(booked: Appointment, sms: ChannelAccount) -> None:
    """BOO-3: a day and three hours before; until the word is given the client is asked for it."""
    sweep(25 * HOUR)
    assert not Message.objects.exists()
    for _again in range(2):
        sweep(23 * HOUR)
    first = Message.objects.get()
    assert (first.purpose, first.expires_at, first.on_request) == ("care", EXPECTED, True)
    assert (
        "11月25日 (星期三) 15:00" in first.body
        and "确认" in first.body
        and "https://clinic.example/" in first.body
    )
    assert sent(sms, 22 * HOUR) == [first.body]
    confirm(booked, through=BookedThrough.ONLINE)
    sweep(2 * HOUR)
    second = Message.objects.order_by("pk").last()
    assert second != first and "确认" not in second.body and "15:00" in second.body
    sweep(HOUR)
    assert Message.objects.count() == Reminder.objects.count() == 2


def test_nobody_is_told_what_they_have_just_heard(booked: Appointment, sms: ChannelAccount) -> None:
    """BOO-3: who books less than a day before is reminded on the day alone; after a stop, of two due, once."""
    hours = (24, 3)
    at = EXPECTED.__sub__
    assert reminder_due(at(20 * HOUR), EXPECTED, at(22 * HOUR), hours) is None
    assert reminder_due(at(2 * HOUR), EXPECTED, at(22 * HOUR), hours) == 2
    assert reminder_due(at(HOUR), EXPECTED, at(100 * HOUR), hours) == 2
    assert reminder_due(at(20 * HOUR), EXPECTED, at(100 * HOUR), (None, 3)) is None
    assert reminder_due(EXPECTED, EXPECTED, at(100 * HOUR), hours) is None
    BookingTerms.objects.create(branch=booked.branch, first_reminder_hours=None, second_reminder_hours=None)
    sweep(2 * HOUR)
    assert not Message.objects.exists()


@pytest.mark.parametrize("guarded", [True, False])
def test_moved_between_writing_and_sending(
    booked: Appointment,
    service: Service,
    riverside: Branch,
    dentist: User,
    sms: ChannelAccount,
    guarded: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """BOO-3: the old time is not sent, the new one is told in time; without the look at sending, the old."""
    if not guarded:
        monkeypatch.setattr(claiming, "true_no_longer", lambda _messages: set())
    sweep(23 * HOUR)
    with clock.set_to(EXPECTED - 22 * HOUR):
        move(booked, asked(service, riverside, "17:00", dentist, day=date(2026, 11, 26)), DESK)
    went = sent(sms, 21 * HOUR)
    if not guarded:
        assert "15:00" in went[0]
        return
    assert went == []
    old = Message.objects.get()
    assert (old.state, old.reasons) == (MessageState.REFUSED, ["outdated"])
    sweep(-3 * HOUR)
    new = Message.objects.exclude(pk=old.pk).get()
    assert "11月26日 (星期四) 17:00" in new.body
    assert sent(sms, -4 * HOUR) == [new.body]


@pytest.mark.parametrize("what", ["cancelled", "confirmed"])
def test_what_is_not_true_any_more_is_not_sent(booked: Appointment, sms: ChannelAccount, what: str) -> None:
    """BOO-3: neither a reminder of what is cancelled, nor a question that was answered."""
    sweep(23 * HOUR)
    if what == "cancelled":
        cancel(booked, Why.ILL, through=BookedThrough.ONLINE)
    else:
        confirm(booked, through=BookedThrough.ONLINE)
    assert reminders_untrue([Message.objects.get()]) == {Message.objects.get().pk}
    assert sent(sms, 22 * HOUR) == []


def test_at_night_nobody_is_woken_up(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, marsh: Patient, sms: ChannelAccount
) -> None:
    """BOO-3: what falls into the night waits for the morning."""
    book(marsh, asked(service, riverside, "15:30", dentist, day=WEDNESDAY), DESK)
    BookingTerms.objects.create(branch=riverside, first_reminder_hours=16, second_reminder_hours=None)
    sweep(15 * HOUR)  # midnight
    assert not Message.objects.exists()
    sweep(6 * HOUR)
    assert Message.objects.count() == 2


def test_of_several_on_one_day_the_first_is_spoken_of(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-3: one message a day is enough."""
    book(zhou, asked(service, riverside, "16:00", dentist, day=WEDNESDAY), DESK)
    sweep(22 * HOUR)
    sweep(22 * HOUR - 5 * MINUTE)
    assert "15:00" in Message.objects.get().body
    sweep(2 * HOUR)
    sweep(-5 * MINUTE)  # they are in the chair: nobody tells them of what comes next
    assert [one for one in Message.objects.all() if "16:00" in one.body] == []
    assert Message.objects.count() == 2


def test_who_comes_in_the_morning_is_reminded_of_the_afternoon(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-3: of the second time of a day from when the first has begun."""
    book(zhou, asked(service, riverside, "09:00", dentist, day=WEDNESDAY), DESK)
    sweep(22 * HOUR)
    sweep(2 * HOUR)
    first, second = Message.objects.order_by("pk")
    assert "09:00" in first.body and "15:00" in second.body


def test_who_has_heard_nothing_of_a_slip_of_the_hand_is_reminded(booked: Appointment, sms: ChannelAccount) -> None:
    """BOO-3: cancelled and taken back, it stands as before, and so does its reminder."""
    with clock.set_to(EXPECTED - 23 * HOUR):
        taken_back(cancel(booked, Why.ILL, through=BookedThrough.DESK))
    sweep(22 * HOUR)
    assert "15:00" in Message.objects.get().body


@pytest.mark.parametrize("written", [True, False])
def test_what_was_held_back_is_said_after_all(booked: Appointment, caller: User, written: bool) -> None:
    """BOO-3: cancelled before the reminder went, or anybody was called, and that taken back: they hear it once."""
    sms = account() if written else None
    sweep(23 * HOUR)
    with clock.set_to(EXPECTED - 22 * HOUR):
        cancel(booked, Why.ILL, through=BookedThrough.DESK)
    assert sms is None or sent(sms, 22 * HOUR) == []
    sweep(22 * HOUR)
    with clock.set_to(EXPECTED - 21 * HOUR):
        taken_back(booked)
    for _again in range(2):
        sweep(21 * HOUR)
    if sms is None:
        [task] = Task.objects.open()
        assert "15:00" in task.words
    else:
        [body] = sent(sms, 20 * HOUR)
        assert "15:00" in body
    assert Reminder.objects.count() == 1
