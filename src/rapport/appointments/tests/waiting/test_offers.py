"""A freed time is offered in order, one client at a time, and held until the answer (BOO-2, BOO-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.appointments.booking import book, cancel, hold_slot, move
from rapport.appointments.models import (
    Answer,
    Appointment,
    BookedThrough,
    FreedTime,
    Service,
    Slot,
    TimeOffer,
    WaitingEnd,
    WaitingEntry,
    Why,
)
from rapport.appointments.tasks import tidy_book
from rapport.appointments.tests.waiting.steps import MINUTE, of_class_a, sweep, waits
from rapport.appointments.waiting import accept, decline, offer_time
from rapport.appointments.waiting import sweep as sweeping
from rapport.lib import clock
from rapport.outreach.models import Message
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked, at, checkup, refused


@pytest.mark.usefixtures("sms")
def test_a_freed_time_is_offered_held_and_taken(
    freed: Appointment, service: Service, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: written through the outbox, held for half an hour, booked by one word; said twice, it is said."""
    entry = waits(zhou, service)
    sweep()
    offer = TimeOffer.objects.get()
    assert (offer.entry, offer.starts_at, offer.dentist) == (entry, freed.starts_at, dentist)
    assert offer.until == SUNDAY_NOON + 30 * MINUTE == offer.slot.held_until
    message = Message.objects.get()
    assert (message.patient, message.purpose, message.expires_at) == (zhou, "care", offer.until)
    assert "11月23日 (星期一) 10:00" in message.body and "https://clinic.example/w/" in message.body
    made = accept(offer, through=BookedThrough.ONLINE)
    assert accept(offer, through=BookedThrough.ONLINE) == made
    assert (made.patient, made.starts_at, made.slot.held_until) == (zhou, freed.starts_at, None)
    entry.refresh_from_db()
    assert (entry.ended_how, entry.appointment) == (WaitingEnd.BOOKED, made)
    sweep(MINUTE)
    assert TimeOffer.objects.count() == 1 and Slot.objects.count() == 1


@pytest.mark.usefixtures("sms", "freed")
def test_class_a_is_asked_first_then_who_has_waited_longer(
    service: Service, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-2, BOO-3: one after the other, and nobody twice about one time."""
    third = register(riverside, "孙六", phone="+8613700000002")
    waits(third, service, minutes=2)
    waits(zhou, service, minutes=1)
    waits(marsh, service, minutes=3)
    of_class_a(marsh)
    sweep()
    assert TimeOffer.objects.get().entry.patient == marsh
    decline(TimeOffer.objects.get())
    sweep(MINUTE)
    second = TimeOffer.objects.open().get()
    assert second.entry.patient == zhou
    sweep(second.until - SUNDAY_NOON)
    assert TimeOffer.objects.open().get().entry.patient == third
    second.refresh_from_db()
    assert second.answer == Answer.SILENT
    sweep(timedelta(hours=3))
    sweep(timedelta(hours=4))
    assert TimeOffer.objects.count() == 3 and not TimeOffer.objects.open().exists()
    assert WaitingEntry.objects.open().count() == 3 and not Slot.objects.alive(clock.now()).exists()


@pytest.mark.usefixtures("sms", "freed")
def test_several_times_and_several_people(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: no time is offered to two, and nobody is asked about two at once, though they wait twice."""
    other = checkup(45)
    second = book(register(riverside, "李四"), asked(service, riverside, "14:00", dentist), DESK)
    cancel(second, Why.NO_TIME, through=BookedThrough.ONLINE)
    waits(zhou, service)
    waits(zhou, other)
    sweep()
    assert TimeOffer.objects.open().count() == 1
    waits(marsh, service)
    sweep(MINUTE)
    running = TimeOffer.objects.open().order_by("starts_at")
    assert [one.entry.patient for one in running] == [zhou, marsh]
    assert running[0].starts_at != running[1].starts_at


@pytest.mark.usefixtures("sms", "freed")
@pytest.mark.parametrize(
    "wish",
    [
        {"weekdays": [2, 3]},
        {"parts": ["afternoon", "evening"]},
        {"first_day": date(2026, 11, 24)},
        {"last_day": date(2026, 11, 22)},
    ],
)
def test_nobody_is_asked_about_a_time_that_does_not_suit(
    service: Service, zhou: Patient, wish: dict[str, object]
) -> None:
    """BOO-3."""
    waits(zhou, service, **wish)
    sweep()
    assert not TimeOffer.objects.exists()


@pytest.mark.usefixtures("sms")
def test_a_time_left_by_moving_is_offered_and_what_is_longer_is_not_pressed_in(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: whoever needs more time than there is, is passed over."""
    there = register(riverside, "李四")
    moved = book(there, asked(service, riverside, "10:00", dentist), DESK)
    book(register(riverside, "赵七"), asked(service, riverside, "10:30", dentist), DESK)
    move(moved, asked(service, riverside, "16:00", dentist), DESK)
    waits(zhou, checkup(60))
    waits(marsh, service, minutes=5)
    sweep()
    assert TimeOffer.objects.get().entry.patient == marsh


@pytest.mark.usefixtures("sms", "freed")
def test_an_earlier_time_takes_the_place_of_the_one_they_have(
    service: Service, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: moved, not booked twice; and the time they leave is free for the next one."""
    theirs = book(zhou, asked(service, riverside, "15:00", dentist), DESK)
    waits(zhou, service, instead_of=theirs)
    sweep()
    made = accept(TimeOffer.objects.get(), through=BookedThrough.ONLINE)
    assert made == theirs and made.starts_at == at("10:00", riverside)
    assert Appointment.objects.filter(patient=zhou).count() == 1
    assert FreedTime.objects.filter(starts_at=at("15:00", riverside)).exists()


@pytest.mark.usefixtures("sms")
def test_the_desk_offers_a_time_by_hand(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, desk: User
) -> None:
    """BOO-3: out of turn; but only what is free, and one time at once."""
    entry = waits(zhou, service)
    taken = hold_slot(asked(service, riverside, "09:00", dentist))
    with refused("dentist_taken"):
        offer_time(entry, dentist, taken.slot.starts_at, by=desk)
    offer = offer_time(entry, dentist, at("11:00", riverside), by=desk)
    assert (offer.by, offer.message.written_by) == (desk, desk)
    with refused("has_offer"):
        offer_time(entry, dentist, at("13:00", riverside), by=desk)
    assert Slot.objects.count() == 2


@pytest.mark.usefixtures("sms", "freed")
def test_many_who_need_more_time_keep_nobody_waiting(
    service: Service, riverside: Branch, dentist: User, marsh: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-3: the book is asked once for all who want the same, so that the tries last for who comes after them."""
    monkeypatch.setattr(sweeping, "_TRIES", 2)
    book(register(riverside, "赵七"), asked(service, riverside, "10:30", dentist), DESK)
    longer = checkup(60)
    for n in range(3):
        waits(register(riverside, f"李{n}", phone=f"+861370000009{n}"), longer, minutes=n)
    waits(marsh, service, minutes=9)
    sweep()
    assert TimeOffer.objects.get().entry.patient == marsh


@pytest.mark.usefixtures("sms")
def test_an_offer_does_not_outlive_its_time(freed: Appointment, service: Service, zhou: Patient) -> None:
    """BOO-3: said yes after it has begun, with nobody there who ended it, it is over."""
    waits(zhou, service)
    sweep()
    offer = TimeOffer.objects.get()
    with clock.set_to(freed.starts_at + MINUTE), refused("offer_over"):
        accept(offer, through=BookedThrough.ONLINE)
    assert not Appointment.objects.filter(patient=zhou).exists()


@pytest.mark.usefixtures("sms", "freed")
def test_freed_times_go_when_they_are_over(service: Service, zhou: Patient) -> None:
    """BOO-3: and what comes too soon is not offered."""
    waits(zhou, service)
    sweep(timedelta(hours=20, minutes=1))  # 08:01 on the day: two hours' notice are gone
    assert not TimeOffer.objects.exists() and FreedTime.objects.exists()
    with clock.set_to(SUNDAY_NOON + timedelta(days=1)):
        tidy_book()
    assert not FreedTime.objects.exists()
