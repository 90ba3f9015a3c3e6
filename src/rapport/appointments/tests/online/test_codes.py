"""Clients are recognised by a code (BOO-1)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rapport.appointments.models import PhoneCode, Service
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
from rapport.appointments.tests.online.steps import PHONE, held
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions import put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch
from tests.cast import register
from tests.schedule import SUNDAY_NOON, refused


def code_in(message: Message) -> str:
    found = re.search(r"\d{6}", message.body)
    assert found
    return found[0]


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
