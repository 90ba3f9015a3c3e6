"""Who stands on the waiting list, and until when (BOO-2, BOO-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.appointments.booking import book, confirm, last_step, undo_step
from rapport.appointments.models import Answer, BookedThrough, Service, Slot, TimeOffer, WaitingEntry, WaitingOff
from rapport.appointments.tests.waiting.steps import MINUTE, sweep, waits
from rapport.appointments.waiting import NewWish, accept, put_back, put_on_list, take_off
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, SUNDAY_NOON, asked, refused


@pytest.mark.usefixtures("sms", "freed")
def test_taken_off_and_put_back(service: Service, zhou: Patient, desk: User) -> None:
    """BOO-3: with the time that was kept for them; undone, they are in their place again."""
    entry = waits(zhou, service)
    sweep()
    with refused("why"):
        take_off(entry, "", by=desk)
    off = take_off(entry, WaitingOff.ELSEWHERE, by=desk, words=" B 院 ")
    assert (off.ended_how, off.ended_why, off.ended_by, off.ended_words) == ("off", "elsewhere", desk, "B 院")
    assert TimeOffer.objects.get().answer == Answer.WITHDRAWN and not Slot.objects.exists()
    with refused("offer_over"):
        accept(TimeOffer.objects.get(), through=BookedThrough.ONLINE)
    back = put_back(off)
    assert (back.ended_at, back.since) == (None, entry.since)
    with refused("not_off"):
        put_back(back)


def test_who_waits_already_keeps_their_place(service: Service, zhou: Patient, riverside: Branch) -> None:
    """BOO-3: asked for again, it is the new wish and the old place; what cannot be is refused."""
    first = waits(zhou, service)
    again = waits(zhou, service, minutes=30, parts=["evening"], weekdays=[5, 5])
    assert (again.pk, again.since, again.parts, again.weekdays) == (first.pk, first.since, ["evening"], [5])
    assert (again.first_day, again.last_day) == (date(2026, 11, 22), date(2026, 12, 22))
    for wish in ({"weekdays": [8]}, {"parts": ["night"]}):
        with refused("suits"):
            waits(zhou, service, **wish)
    with refused("days"):
        waits(zhou, service, last_day=date(2026, 11, 21))
    Service.objects.update(bookable_online=False)
    with refused("not_online"):
        put_on_list(zhou, NewWish(riverside, service), through=BookedThrough.ONLINE)


@pytest.mark.usefixtures("sms")
def test_waiting_ends_by_itself(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: booked meanwhile, or nothing came free in time."""
    waits(zhou, service)
    waits(marsh, service, last_day=date(2026, 11, 23))
    book(zhou, asked(service, riverside, "11:00", dentist), DESK)
    sweep(timedelta(days=2))
    how = WaitingEntry.objects.order_by("patient").values_list("patient", "ended_how")
    assert dict(how) == {zhou.pk: "booked", marsh.pk: "over"}


@pytest.mark.usefixtures("sms")
def test_what_was_taken_back_is_no_new_booking(
    service: Service, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: who waits beside an appointment that they had before waits on when a step of that is undone."""
    with clock.set_to(SUNDAY_NOON - timedelta(hours=3)):
        theirs = book(zhou, asked(service, riverside, "16:00", dentist), DESK)
    waits(zhou, service)
    confirmed = confirm(theirs, through=BookedThrough.PHONE)
    step = last_step(confirmed)
    assert step is not None
    undo_step(confirmed, step)
    sweep(MINUTE)
    assert WaitingEntry.objects.open().exists()
