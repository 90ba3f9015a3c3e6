"""Clients book themselves: who they are, what they agree to, the link they get (BOO-1, BOO-2, BOO-3, LOY-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rapport.appointments.booking import book, cancel, confirm, hold_slot, move, take_step
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    BookingSignals,
    OnlineBooking,
    PhoneCode,
    Service,
    Why,
)
from rapport.appointments.online.booking import Booking, book_online
from rapport.appointments.online.codes import (
    MOST_A_DAY,
    MOST_AN_HOUR,
    TRIES,
    ask_code,
    people_of,
    prove,
    proven_by,
)
from rapport.appointments.online.letters import MOVED, tell
from rapport.appointments.online.links import appointment_of, link_is_over, open_link
from rapport.appointments.online.newcomers import Newcomer
from rapport.appointments.signals import ADVICE, Signals, likely_loyal, note_signals, reasons_of
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions import put_guardian
from rapport.people.duplicates import find_duplicates
from rapport.people.models import Consent, LikelyDuplicate, Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, MONDAY, ONLINE, asked, at, checkup, works

SUNDAY_NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
PHONE = "+8613700137000"
NEW = Newcomer("李小明", PHONE, "zh-hans", agreed=("processing", "marketing"))


@pytest.fixture(autouse=True)
def the_day_before(settings: Any) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(SUNDAY_NOON):
        yield


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30, 10)


@pytest.fixture
def sms(riverside: Branch) -> ChannelAccount:
    return ChannelAccount.objects.create(name="SMS", provider="kannel", channel="sms", on=True)


def held(service: Service, branch: Branch, clock_time: str = "10:00") -> str:
    return hold_slot(asked(service, branch, clock_time, online=True)).token


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def code_in(message: Message) -> str:
    found = re.search(r"\d{6}", message.body)
    assert found
    return found[0]


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


def test_a_client_is_recognised_by_a_code(
    service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-1: sent to the number they gave, kept as a hash, right once."""
    phone = zhou.contacts.get().value
    token = ask_code(phone)
    message = Message.objects.get()
    code = code_in(message)
    assert (message.patient, message.on_request, message.expires_at) == (
        zhou,
        True,
        SUNDAY_NOON + timedelta(minutes=10),
    )
    row = PhoneCode.objects.get()
    assert code not in (row.code_sha256, row.token_sha256) and token not in row.token_sha256
    assert proven_by(token) is None
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert not prove(token, wrong) and not prove("another", code) and prove(token, code)
    proof = proven_by(token)
    assert proof and people_of(proof) == [zhou]
    assert not prove(token, code)
    made = book_online(held(service, riverside), Booking(zhou, phone))
    assert made.patient == zhou and made.online.proven and Patient.objects.count() == 1


def test_five_tries_and_ten_minutes(zhou: Patient, sms: ChannelAccount) -> None:
    """BOO-1."""
    token = ask_code(zhou.contacts.get().value)
    code = code_in(Message.objects.get())
    for _ in range(TRIES):
        assert not prove(token, "nonsense")
    assert not prove(token, code)
    token = ask_code(zhou.contacts.get().value)
    code = code_in(Message.objects.last())
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=10)):
        assert not prove(token, code)


def test_who_asks_does_not_learn_whether_somebody_is_a_client(zhou: Patient, sms: ChannelAccount) -> None:
    """BOO-1: an unknown number is answered as a known one, and refused after as many tries."""
    for phone in (zhou.contacts.get().value, PHONE):
        for _ in range(MOST_AN_HOUR):
            assert len(ask_code(phone)) == 32
        with refused("too_many_codes"):
            ask_code(phone)
    unknown = PhoneCode.objects.filter(phone=PHONE)
    assert unknown.count() == MOST_AN_HOUR and not unknown.exclude(message=None).exists()
    assert set(Message.objects.values_list("patient", flat=True)) == {zhou.pk}


def test_nobody_is_sent_codes_all_day(zhou: Patient, sms: ChannelAccount) -> None:
    """BOO-1: they cost money, and every one of them can be guessed at."""
    phone = zhou.contacts.get().value
    for n in range(MOST_A_DAY):
        with clock.set_to(SUNDAY_NOON + timedelta(hours=n)):
            ask_code(phone)
    with clock.set_to(SUNDAY_NOON + timedelta(hours=23)), refused("too_many_codes"):
        ask_code(phone)
    with clock.set_to(SUNDAY_NOON + timedelta(hours=24)):
        assert ask_code(phone)


def test_a_code_opens_the_records_of_the_family_alone(
    riverside: Branch, zhou: Patient, marsh: Patient, sms: ChannelAccount
) -> None:
    """BOO-1: those who share the number, and those they speak for."""
    phone = zhou.contacts.get().value
    husband = register(riverside, "陈立", phone=phone)
    child = register(riverside, "陈小", birth_date=date(2020, 1, 1))
    put_guardian(child, zhou, by=None)
    token = ask_code(phone)
    assert prove(token, code_in(Message.objects.get()))
    proof = proven_by(token)
    assert proof and people_of(proof) == [zhou, husband, child]


def test_without_a_way_to_send_there_is_no_code(zhou: Patient) -> None:
    """BOO-1: and the answer is the same."""
    assert len(ask_code(zhou.contacts.get().value)) == 32
    assert not Message.objects.exists()


def test_the_message_carries_the_link(
    service: Service, riverside: Branch, sms: ChannelAccount, dentist: User
) -> None:
    """BOO-3: by the clock of the branch, and anew when the time changes; the same link in both."""
    made = book_online(held(service, riverside), Booking(NEW, PHONE))
    moved = move(made, asked(service, riverside, "15:30", dentist), ONLINE)
    assert tell(moved, MOVED) == tell(moved, MOVED)
    first, second = Message.objects.order_by("pk")
    link = f"https://clinic.example/a/{open_link(made)}/"
    assert link in first.body and link in second.body
    assert "10:00" in first.body and "15:30" in second.body and first.on_request


def test_the_message_names_the_branch_of_the_visit(
    service: Service, riverside: Branch, almaty: Branch, sms: ChannelAccount, zhou: Patient
) -> None:
    """BOO-3: also for whom another branch keeps the record."""
    Patient.objects.filter(pk=zhou.pk).update(branch=almaty)
    zhou.refresh_from_db()
    book_online(held(service, riverside), Booking(zhou, zhou.contacts.get().value))
    body = Message.objects.get().body
    assert riverside.name in body and almaty.name not in body


def test_who_books_at_the_last_moment_is_booked(service: Service, riverside: Branch, sms: ChannelAccount) -> None:
    """BOO-1: it begins before a message could be read; then none is written."""
    token = held(service, riverside)
    with clock.set_to(at("10:00", riverside) - timedelta(seconds=5)):
        assert book_online(token, Booking(NEW, PHONE)) and not Message.objects.exists()


def test_a_link_leads_to_its_appointment_alone(
    service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-3."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    token = open_link(made)
    assert appointment_of(token) == made and len(token) < 30
    number, seal = token.split("-", 1)
    for guess in (
        number,
        f"{number}-",
        f"{int(number) + 1}-{seal}",
        f"{number}-{seal[::-1]}",
        f"-{seal}",
        "\x00",
        "９-x",
        "9" * 99,
    ):
        assert appointment_of(guess) is None
    assert not link_is_over(made)
    with clock.set_to(made.ends_at):
        assert link_is_over(made)


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
