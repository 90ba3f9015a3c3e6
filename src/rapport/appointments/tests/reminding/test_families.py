"""A family is reminded at once (BOO-3)."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.appointments.booking import book, cancel, confirm
from rapport.appointments.models import (
    Appointment,
    BookedThrough,
    Reminder,
    Service,
    Why,
)
from rapport.appointments.reminding.families import told_together
from rapport.appointments.tests.reminding.steps import (
    EXPECTED,
    HOUR,
    MINUTE,
    WEDNESDAY,
    sent,
    sweep,
)
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions import put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, asked


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
