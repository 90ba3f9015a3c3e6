"""What happens to an offer at the same moment: another branch, and the worker that sends (BOO-3)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection, transaction

from rapport.appointments.booking import book, cancel, giving
from rapport.appointments.models import BookedThrough, Slot, TimeOffer, Why
from rapport.appointments.waiting import NewWish, accept, answering, put_on_list
from rapport.appointments.waiting.sweep import offer_at
from rapport.lib import clock
from rapport.outreach.sending import claiming
from rapport.outreach.tests.providers import account, told
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked, checkup, works

pytestmark = pytest.mark.django_db(transaction=True)

# long enough that who does not wait is done by then
LATER = 1.5


def free_again(branch: Branch, dentist: User, at: str) -> None:
    """A time that was booked at `branch` and cancelled."""
    appointment = book(register(branch, "李四"), asked(checkup(30), branch, at, dentist), DESK)
    cancel(appointment, Why.ILL, through=BookedThrough.PHONE)


def test_one_person_is_asked_about_one_time(
    riverside: Branch,
    almaty: Branch,
    dentist: User,
    owner: User,
    zhou: Patient,
    guarded: bool,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """BOO-3: the second branch waits for the person, looks, and asks nobody; without the lock both ask."""
    if not guarded:
        monkeypatch.setattr(giving, "lock", lambda _model, _ids: None)
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    service = checkup(30)
    for branch, who in ((riverside, dentist), (almaty, owner)):
        with clock.set_to(SUNDAY_NOON):
            works(who, branch)
            free_again(branch, who, "10:00" if branch == riverside else "15:00")
            put_on_list(zhou, NewWish(branch, service), through=BookedThrough.DESK)
    account()
    made, begun, go_on = threading.Event(), threading.Event(), threading.Event()

    def first() -> int:
        try:
            with clock.set_to(SUNDAY_NOON), transaction.atomic():
                offers = offer_at(riverside)
                made.set()
                assert go_on.wait(20)
                return offers
        finally:
            connection.close()

    def second() -> int:
        try:
            with clock.set_to(SUNDAY_NOON):
                begun.set()
                return offer_at(almaty)
        finally:
            connection.close()

    with told(), ThreadPoolExecutor(2) as crowd:
        one = crowd.submit(first)
        assert made.wait(20)
        other = crowd.submit(second)
        assert begun.wait(20)
        threading.Timer(LATER, go_on.set).start()
        assert (one.result(30), other.result(30)) == (1, 0 if guarded else 1)
    assert TimeOffer.objects.count() == Slot.objects.count() == (1 if guarded else 2)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_yes_while_the_message_is_taken_in_hand(
    riverside: Branch,
    dentist: User,
    zhou: Patient,
    guarded: bool,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """BOO-3: who says yes waits for the message before the person, as who sends; the other way round both wait for
    each other, and the database breaks one off."""
    if connection.vendor == "sqlite":
        pytest.skip("who writes is alone")
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(SUNDAY_NOON):
        works(dentist, riverside)
        free_again(riverside, dentist, "10:00")
        put_on_list(zhou, NewWish(riverside, checkup(30)), through=BookedThrough.DESK)
        sms = account()
        assert offer_at(riverside) == 1
    held, broken_off, end = threading.Event(), [], answering.end_offer
    monkeypatch.setattr(giving, "time", SimpleNamespace(sleep=broken_off.append))

    def look(_messages: object) -> set[int]:
        """The sender has the message, and looks for the person when the other has begun."""
        held.set()
        threading.Event().wait(LATER / 3)
        return set()

    def person_first(offer: TimeOffer, *answer: object, **by: object) -> None:
        giving.lock(Patient, [zhou.pk])
        end(offer, *answer, **by)  # type: ignore[arg-type]

    monkeypatch.setattr(claiming, "true_no_longer", look)
    if not guarded:
        monkeypatch.setattr(answering, "end_offer", person_first)

    def send() -> object:
        try:
            with clock.set_to(SUNDAY_NOON + timedelta(minutes=1)):
                return claiming.claim(sms, 5)
        except OperationalError as error:
            broken_off.append(error)
            return None
        finally:
            connection.close()

    with told(), clock.set_to(SUNDAY_NOON + timedelta(minutes=1)), ThreadPoolExecutor(1) as worker:
        sent = worker.submit(send)
        assert held.wait(20)
        made = accept(TimeOffer.objects.get(), through=BookedThrough.ONLINE)
        sent.result(30)
    assert made.patient == zhou and bool(broken_off) == (not guarded)
