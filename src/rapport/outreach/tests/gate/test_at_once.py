"""Two who turn to one person at the same moment, and a withdrawal that comes in between (LOY-4, REC-11)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from rapport.lib import clock
from rapport.outreach.gate import Ask, Closed, claim, claiming
from rapport.outreach.models import Contact, PauseGround
from rapport.outreach.pausing import pause_contact
from rapport.people.actions import give_consent, live_together, withdraw_consent
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.django_db(transaction=True)

AFTERNOON = datetime(2026, 11, 19, 7, tzinfo=UTC)
SMS = Ask("care", "sms")
# long enough that who does not wait is done by then
LATER = 0.4


@pytest.fixture
def agreeing(zhou: Patient) -> Patient:
    give_consent(zhou, "care", by=None, given_on=date(2026, 1, 5))
    return zhou


def claimed(patient: Patient) -> str:
    """The code of the refusal; "" for a claim."""
    try:
        with clock.set_to(AFTERNOON), transaction.atomic():
            claim(Patient(pk=patient.pk), SMS, by=None)
    except Closed as closed:
        return closed.code
    finally:
        connection.close()
    return ""


@contextmanager
def under_way(act: Callable[[], object]) -> Iterator[None]:
    """The block runs while `act` has done everything and is not committed; it is a moment later."""
    done, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with clock.set_to(AFTERNOON), transaction.atomic():
                act()
                done.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(slowly)
        assert done.wait(20)
        late = threading.Timer(LATER, go_on.set)
        late.start()
        try:
            yield
        finally:
            late.join()
    first.result()


def meanwhile(act: Callable[[], object], patient: Patient) -> str:
    with under_way(act), ThreadPoolExecutor(1) as thread:
        second: Future[str] = thread.submit(claimed, patient)
        return second.result()


@pytest.fixture
def guard(guarded: bool, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Without it nobody is locked: every test must then see two where one is allowed."""
    if not guarded:
        monkeypatch.setattr(claiming, "hold", lambda ids: dict(Patient.objects.values_list("pk", "household_id")))
    return guarded


def test_two_who_turn_to_one_person_at_once_are_one(agreeing: Patient, guard: bool) -> None:
    """LOY-4: one a day, whoever asks first."""
    code = meanwhile(lambda: claim(agreeing, SMS, by=None), agreeing)
    assert (code, Contact.objects.count()) == (("a_day", 1) if guard else ("", 2))


def test_two_of_one_household_at_once_are_one(
    agreeing: Patient, riverside: Branch, desk: User, guard: bool
) -> None:
    """LOY-4."""
    husband = register(riverside, "李建国", phone="+8613700137000")
    give_consent(husband, "care", by=None, given_on=date(2026, 1, 5))
    live_together(agreeing, husband, by=desk)
    code = meanwhile(lambda: claim(agreeing, SMS, by=None), husband)
    assert (code, Contact.objects.count()) == (("household", 1) if guard else ("", 2))


def test_a_claim_waits_for_a_withdrawal_that_is_not_committed_yet(agreeing: Patient, guard: bool) -> None:
    """REC-11: nothing goes out after it."""
    code = meanwhile(lambda: withdraw_consent(agreeing, "care", by=None), agreeing)
    assert (code, Contact.objects.count()) == (("consent_withdrawn", 0) if guard else ("", 1))


def test_a_withdrawal_waits_for_a_claim_that_is_not_committed_yet(agreeing: Patient) -> None:
    """REC-11: so that what it acknowledges holds from then on."""
    with under_way(lambda: claim(agreeing, SMS, by=None)):
        withdraw_consent(agreeing, "care", by=None)
        assert Contact.objects.count() == 1


def test_a_claim_waits_for_the_word_never(agreeing: Patient, guard: bool) -> None:
    """CAM-2."""
    code = meanwhile(lambda: pause_contact(agreeing, PauseGround.NEVER, by=None), agreeing)
    assert (code, Contact.objects.count()) == (("never", 0) if guard else ("", 1))
