"""Two branches that have a free time for one person at the same moment (BOO-3)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from rapport.appointments.booking import book, cancel, giving
from rapport.appointments.models import BookedThrough, Slot, TimeOffer, Why
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.appointments.waiting.sweep import offer_at
from rapport.lib import clock
from rapport.outreach.tests.providers import account, told
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, asked, checkup, works

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
# long enough that who does not wait is done by then
LATER = 1.5


def free_again(branch: Branch, dentist: User, at: str) -> None:
    """A time that was booked at `branch` and cancelled."""
    appointment = book(register(branch, "李四"), asked(checkup(30), branch, at, dentist), DESK)
    cancel(appointment, Why.ILL, through=BookedThrough.PHONE)


@pytest.mark.parametrize("guarded", [True, False])
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
        if connection.vendor == "sqlite":
            pytest.skip("who writes is alone")
        monkeypatch.setattr(giving, "lock", lambda _model, _ids: None)
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    service = checkup(30)
    for branch, who in ((riverside, dentist), (almaty, owner)):
        with clock.set_to(NOON):
            works(who, branch)
            free_again(branch, who, "10:00" if branch == riverside else "15:00")
            put_on_list(zhou, NewWish(branch, service), through=BookedThrough.DESK)
    account()
    made, begun, go_on = threading.Event(), threading.Event(), threading.Event()

    def first() -> int:
        try:
            with clock.set_to(NOON), transaction.atomic():
                offers = offer_at(riverside)
                made.set()
                assert go_on.wait(20)
                return offers
        finally:
            connection.close()

    def second() -> int:
        try:
            with clock.set_to(NOON):
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
