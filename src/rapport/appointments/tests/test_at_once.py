"""Two who want one time at the same moment (BOO-1). Two hundred of them: `faults.slots`."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from rapport.appointments.booking import book, booking, giving
from rapport.appointments.models import Appointment, Slot
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked, at, checkup, works

pytestmark = pytest.mark.django_db(transaction=True)

# long enough that who does not wait is done by then
LATER = 1.5


def test_two_at_once_are_one(
    riverside: Branch,
    dentist: User,
    zhou: Patient,
    marsh: Patient,
    guarded: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """BOO-1: the second waits, looks and is told; without the lock both see it free, and the database says no."""
    if not guarded:
        for module in (booking, giving):
            monkeypatch.setattr(module, "lock", lambda _model, _ids: None)
    works(dentist, riverside)
    service = checkup(30)
    written, begun, go_on = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        try:
            with clock.set_to(at("08:00", riverside)), transaction.atomic():
                book(zhou, asked(service, riverside, "10:00", dentist), DESK)
                written.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    def second() -> str:
        try:
            with clock.set_to(at("08:00", riverside)):
                begun.set()
                book(marsh, asked(service, riverside, "10:10", dentist), DESK)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "given"

    with ThreadPoolExecutor(2) as crowd:
        one = crowd.submit(first)
        assert written.wait(20)
        other = crowd.submit(second)
        assert begun.wait(20)
        threading.Timer(LATER, go_on.set).start()
        one.result(30)
        assert other.result(30) == ("dentist_taken" if guarded else "taken")
    assert Appointment.objects.get().patient == zhou and Slot.objects.count() == 1
