"""Clients book themselves: who they become, what they agree to, what it says of them (BOO-1, BOO-3, LOY-2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.appointments.booking import book, cancel, confirm, take_step
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    BookingSignals,
    OnlineBooking,
    Service,
    Why,
)
from rapport.appointments.online.booking import Booking, book_online
from rapport.appointments.online.newcomers import Newcomer
from rapport.appointments.signals import ADVICE, Signals, likely_loyal, note_signals, reasons_of
from rapport.appointments.tests.online.steps import NEW, PHONE, held
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.duplicates import find_duplicates
from rapport.people.models import Consent, LikelyDuplicate, Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, at, refused


def test_who_books_for_the_first_time_becomes_a_prospect(service: Service, riverside: Branch) -> None:
    """BOO-1, PRO-7, REC-11: with what they agreed to, each apart and with the text that was read."""
    made = book_online(held(service, riverside), Booking(NEW, PHONE, "怕疼"))
    patient = made.patient
    assert (patient.full_name, patient.family_name, patient.language) == ("李小明", "李", "zh-hans")
    assert (patient.source.kind, patient.contacts.get().value) == ("online", PHONE)
    assert (made.starts_at, made.remark, made.steps.get().through) == (at("10:00", riverside), "怕疼", "online")
    words = {one.purpose: one for one in Consent.objects.filter(patient=patient)}
    assert words.keys() == {"processing", "marketing"}
    assert {(one.how, one.text.version, one.text.purpose == one.purpose) for one in words.values()} == {
        ("link", 1, True)
    }
    assert not made.online.proven


def test_nobody_is_written_down_without_their_consent(service: Service, riverside: Branch) -> None:
    """REC-11, BAS-1: nothing is half-written, and the time is still held."""
    token = held(service, riverside)
    with refused("processing_needed"):
        book_online(token, Booking(Newcomer("李小明", PHONE, "zh-hans"), PHONE))
    assert not Patient.objects.exists() and not Appointment.objects.exists()
    assert book_online(token, Booking(NEW, PHONE))


def test_sent_twice_it_is_booked_once(service: Service, riverside: Branch) -> None:
    """BOO-1."""
    token = held(service, riverside)
    first, second = (book_online(token, Booking(NEW, PHONE)) for _ in range(2))
    assert first == second and Patient.objects.count() == OnlineBooking.objects.count() == 1


def test_a_hold_that_is_over_is_booked_as_long_as_it_is_free(
    service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-1: who fills in slowly loses nothing, unless somebody was quicker; then nobody is written down."""
    early, late = held(service, riverside), held(service, riverside, "11:00")
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=9)):
        assert book_online(early, Booking(NEW, PHONE))
        book(zhou, asked(service, riverside, "11:00", dentist), DESK)
        people = Patient.objects.count()
        with pytest.raises(Refused):
            book_online(late, Booking(NEW, PHONE))
    assert Patient.objects.count() == people


def test_a_parent_books_for_a_child(service: Service, riverside: Branch, sms: ChannelAccount) -> None:
    """REC-1, REC-11: the parent has a record that guards the child's, says yes for it, and gets the message."""
    born = date(2019, 5, 1)
    with refused("child_alone"):
        book_online(
            held(service, riverside),
            Booking(Newcomer("李豆", PHONE, "zh-hans", born, agreed=["processing"]), PHONE),
        )
    child = Newcomer("李豆", PHONE, "zh-hans", born, "李大明", "father", ["processing"])
    made = book_online(held(service, riverside, "11:00"), Booking(child, PHONE))
    guardian = made.patient.guardian
    assert guardian.full_name == "李大明" and guardian.contacts.get().value == PHONE
    said = Consent.objects.get(patient=made.patient)
    assert (said.giver_name, said.relation, said.given_by) == ("李大明", "father", guardian)
    assert Message.objects.get().patient == made.patient


def test_without_a_code_nobody_gets_into_a_record(service: Service, riverside: Branch, zhou: Patient) -> None:
    """BOO-1, REC-10: the same name and phone make a new record, which the desk sees as a likely duplicate."""
    phone = zhou.contacts.get().value
    made = book_online(
        held(service, riverside), Booking(Newcomer("周雅琴", phone, "zh-hans", agreed=["processing"]), phone)
    )
    assert made.patient != zhou and not zhou.appointments.exists()
    find_duplicates()
    assert LikelyDuplicate.objects.get().reason == "same_phone"


def test_one_number_does_not_fill_the_book(service: Service, riverside: Branch) -> None:
    """BOO-1: two visits that nobody has confirmed, and not a third; others book on."""
    for time in ("09:00", "10:00"):
        book_online(held(service, riverside, time), Booking(NEW, PHONE))
    token = held(service, riverside, "11:00")
    with refused("too_many_bookings"):
        book_online(token, Booking(NEW, PHONE))
    other = "+8613700137001"
    assert book_online(token, Booking(Newcomer("王五", other, "zh-hans", agreed=["processing"]), other))


def test_those_who_are_not_recognised_are_called_back(
    service: Service, riverside: Branch, zhou: Patient, desk: User, owner: User
) -> None:
    """BOO-3: until somebody has confirmed the time, or it is cancelled or over."""
    made = [
        book_online(held(service, riverside, time), Booking(who, PHONE))
        for time, who in (("09:00", NEW), ("10:00", NEW), ("11:00", zhou))
    ]
    waiting = OnlineBooking.objects.visible_to(desk).to_call_back(clock.now())
    assert {one.appointment for one in waiting} == set(made[:2])
    confirm(
        made[0], through=BookedThrough.ONLINE
    )  # by the page they were shown: anybody may have typed that phone
    assert waiting.all().count() == 2
    take_step(made[0], AppointmentState.CANCELLED, through=BookedThrough.PHONE, by=desk)
    cancel(made[1], Why.OTHER, through=BookedThrough.PHONE, by=desk)
    assert not waiting.all()


@pytest.mark.parametrize(
    ("signals", "age", "count"),
    [
        (Signals(), None, 0),
        (Signals(45, (), "month"), 56, 0),
        (Signals(46, (), ""), 29, 1),
        (Signals(None, ("pain",), "now"), 30, 3),
        (Signals(90, ("missing", "broken"), "now"), 55, 4),
        (Signals(None, ("nonsense",), "later"), None, 0),
    ],
)
def test_four_signals_of_loyalty(signals: Signals, age: int | None, count: int) -> None:
    """LOY-2: over 45 minutes, 30 to 55, severe defects, in a hurry."""
    reasons = likely_loyal(signals, age)
    assert reasons.count == count and reasons.likely == (count >= 2)


def test_the_dentist_reads_the_signals_before_the_visit(
    service: Service, riverside: Branch, zhou: Patient, dentist: User, desk: User
) -> None:
    """LOY-2: captured at the desk as well; with the advice to treat them as anyone."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    assert not reasons_of(made, MONDAY).likely
    note_signals(made, Signals(60, ["pain", "hack"], "now"), by=desk)
    note_signals(made, Signals(60, ["pain"], "month"), by=desk)
    assert BookingSignals.objects.get().troubles == ["pain"]
    said = reasons_of(Appointment.objects.get(), MONDAY).sentence
    assert said == "likely loyal: over 45 minutes' way, aged 30 to 55, severe defects"
    assert ADVICE == "Treat as anyone, leave time to think."
    zhou.refresh_from_db()
    assert zhou.travel_minutes == 60
