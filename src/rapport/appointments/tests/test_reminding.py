"""Everyone who is expected is reminded, and what a reminder says is true when it goes (BOO-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings

from rapport.appointments.booking import book, cancel, confirm, last_step, move, take_step, undo_step
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    BookingTerms,
    Reminder,
    Service,
    Why,
)
from rapport.appointments.reminding import reminders_untrue
from rapport.appointments.reminding.families import told_together
from rapport.appointments.reminding.rules import reminder_due
from rapport.appointments.tasks import remind_of_appointments
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Closing, Message, MessageState, PauseGround, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.sending import claiming
from rapport.outreach.sending.claiming import claim
from rapport.outreach.tests.providers import account, told
from rapport.people.actions import put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, asked

# Friday, 10:00 in Hangzhou; they are expected on Wednesday at 15:00
FRIDAY = datetime(2026, 11, 20, 2, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 25)
EXPECTED = datetime(2026, 11, 25, 7, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def on_friday(settings: LazySettings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(FRIDAY), told():
        yield


@pytest.fixture
def sms(db: None) -> ChannelAccount:
    return account()


@pytest.fixture
def booked(service: Service, riverside: Branch, dentist: User, zhou: Patient) -> Appointment:
    return book(zhou, asked(service, riverside, "15:00", dentist, day=WEDNESDAY), DESK)


def sweep(before: timedelta) -> None:
    """So long before they are expected."""
    with clock.set_to(EXPECTED - before):
        remind_of_appointments()


def sent(sms: ChannelAccount, before: timedelta) -> list[str]:
    """What goes out then."""
    with clock.set_to(EXPECTED - before):
        return [hand.outgoing.body for hand in claim(sms, 9)]


def taken_back(appointment: Appointment) -> None:
    """Its last step."""
    step = last_step(appointment)
    assert step is not None
    undo_step(appointment, step)


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


@pytest.fixture
def child(riverside: Branch, zhou: Patient) -> Patient:
    """Of 周雅琴, with no phone of its own."""
    born = register(riverside, "周小宝", birth_date=date(2019, 5, 1))
    put_guardian(born, zhou, by=None)
    return born


def test_a_family_gets_one_reminder(
    booked: Appointment,
    service: Service,
    riverside: Branch,
    dentist: User,
    zhou: Patient,
    child: Patient,
    marsh: Patient,
    sms: ChannelAccount,
) -> None:
    """BOO-3: one message to one number names everybody who comes on that day, with their hour."""
    later = book(child, asked(service, riverside, "16:00", dentist, day=WEDNESDAY), DESK)
    other = book(child, asked(service, riverside, "10:00", dentist, day=date(2026, 11, 26)), DESK)
    book(marsh, asked(service, riverside, "17:00", dentist, day=WEDNESDAY), DESK)
    for before in (23 * HOUR, 22 * HOUR + 30 * MINUTE):
        sweep(before)
    [message] = Message.objects.all()
    assert "11月25日 (星期三) 雅琴 15:00、小宝 16:00" in message.body and message.patient == zhou
    assert set(Reminder.objects.values_list("appointment", "message")) == {
        (booked.pk, message.pk),
        (later.pk, message.pk),
    }
    with clock.set_to(EXPECTED - 22 * HOUR):
        assert list(told_together(booked)) == [later] and list(told_together(later)) == [booked]
        assert list(told_together(other)) == []
    sweep(21 * HOUR)
    assert [one.patient for one in Message.objects.order_by("pk")] == [zhou, marsh]


def test_what_changes_for_one_of_a_family_is_told_anew(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, child: Patient, sms: ChannelAccount
) -> None:
    """BOO-3: a message that would name who has cancelled does not go; the others are reminded without them."""
    later = book(child, asked(service, riverside, "16:00", dentist, day=WEDNESDAY), DESK)
    sweep(23 * HOUR)
    with clock.set_to(EXPECTED - 22 * HOUR):
        cancel(later, Why.ILL, through=BookedThrough.PHONE)
    assert sent(sms, 22 * HOUR) == []
    sweep(22 * HOUR)
    [body] = sent(sms, 21 * HOUR)
    assert "15:00" in body and "16:00" not in body


def test_who_has_confirmed_is_named_beside_who_has_not(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, child: Patient, sms: ChannelAccount
) -> None:
    """BOO-3."""
    later = book(child, asked(service, riverside, "16:00", dentist, day=WEDNESDAY), DESK)
    confirm(later, through=BookedThrough.ONLINE)
    sweep(22 * HOUR)
    [message] = Message.objects.all()
    assert "小宝 16:00" in message.body and "确认" in message.body
    assert sent(sms, 21 * HOUR) == [message.body]


def test_those_on_the_phone_of_a_company_are_no_family(
    booked: Appointment, service: Service, riverside: Branch, dentist: User, sms: ChannelAccount
) -> None:
    """BOO-3: colleagues do not read of each other's visits."""
    staff = [register(riverside, f"王{name}", phone="+8613900000000") for name in "一二三四五六七"]
    for clock_time, one in zip(("16:00", "17:00"), staff, strict=False):
        book(one, asked(service, riverside, clock_time, dentist, day=WEDNESDAY), DESK)
    sweep(21 * HOUR)
    assert Message.objects.count() == 3


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
