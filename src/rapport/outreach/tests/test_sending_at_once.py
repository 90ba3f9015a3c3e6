"""Several workers at once: each message once, each account at its pace (CAM-7, LOY-4)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection, transaction

from rapport.lib import clock
from rapport.outreach.gate import Ask, Claimed, Closed, Wish, claim, claim_many
from rapport.outreach.models import ChannelAccount, Contact, Message, Pace
from rapport.outreach.outbox import TAKE_BACK, Draft, write_messages
from rapport.outreach.sending import lane
from rapport.outreach.sending.claiming import HOLD, InHand
from rapport.outreach.sending.claiming import claim as take_in_hand
from rapport.outreach.sending.pacing import give_back, take_places
from rapport.outreach.sending.sender import Sender
from rapport.outreach.tests.providers import Told, account, told
from rapport.people.actions import Giver, give_consent, live_together, put_guardian, withdraw_consent
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
WORKERS = 3
SMS = Ask("care", "sms")


@pytest.fixture
def provider() -> Iterator[type[Told]]:
    with told() as kind:
        yield kind


def people(branch: Branch, number: int) -> list[Patient]:
    found = [register(branch, f"王{n}", phone=f"+86138000{n:05}") for n in range(number)]
    for patient in found:
        give_consent(patient, "care", by=None, given_on=date(2026, 1, 5))
    return found


def written(patients: list[Patient]) -> None:
    drafts = [Draft(patient, "sms", "您好", f"recall:{patient.pk}") for patient in patients]
    with clock.set_to(NOON - TAKE_BACK):
        write_messages(drafts, purpose="care", by=None)


def at_once(work: Callable[[], list[int]]) -> list[int]:
    """What several workers did at noon, all of them together."""
    barrier = Barrier(WORKERS)

    def one(_worker: int) -> list[int]:
        try:
            barrier.wait(10)
            with clock.set_to(NOON):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as threads:
        return [pk for done in threads.map(one, range(WORKERS)) for pk in done]


def all_in_hand(sms: ChannelAccount) -> list[int]:
    """As a worker goes on until nothing is due."""
    taken: list[InHand] = []
    idle = 0
    while idle < 3:
        try:
            hands = take_in_hand(sms, 4)
        except OperationalError:  # two waited for each other: the database let one go
            continue
        taken += hands
        idle = 0 if hands else idle + 1
    return [hand.message_id for hand in taken]


def by_looking_first(sms: ChannelAccount) -> list[int]:
    """The twin: who reads what is due, and only then writes that it is taken."""
    due = list(Message.objects.due(NOON).values_list("pk", flat=True))
    time.sleep(0.1)  # long enough for the others to look, too
    Message.objects.filter(pk__in=due).update(state="claimed")
    return due


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("take", "once"), [(all_in_hand, True), (by_looking_first, False)])
def test_workers_share_the_messages(
    riverside: Branch, provider: type[Told], take: Callable[[ChannelAccount], list[int]], once: bool
) -> None:
    """Nothing is claimed twice, and nothing is left. Looking first claims twice: the test bites."""
    written(people(riverside, 12))
    sms = account()
    times = Counter(at_once(lambda: take(sms)))
    assert len(times) == 12
    assert (max(times.values()) == 1) is once
    assert Contact.objects.count() == (12 if once else 0)


@pytest.mark.django_db(transaction=True)
def test_workers_keep_the_pace_of_an_account_together() -> None:
    """Rates per provider: all places are apart by the step, whoever takes them."""
    sms = account(a_second=Decimal(20))
    places: list[datetime] = []

    def take() -> list[int]:
        places.extend(place for _time in range(3) for place in take_places(sms, 2))
        return []

    at_once(take)
    places.sort()
    assert len(places) == 3 * 2 * WORKERS
    assert places == [NOON + n * timedelta(seconds=0.05) for n in range(len(places))]


@pytest.mark.django_db
def test_places_are_taken_a_second_ahead_and_given_back() -> None:
    sms = account(a_second=Decimal(4))
    with clock.set_to(NOON):
        taken = take_places(sms, 8)
        assert len(taken) == 4
        assert take_places(sms, 1) == []
        give_back(sms, taken[1:])
        assert Pace.objects.get().free_at == taken[1]
    assert take_places(account("as many as go"), 8)
    assert Pace.objects.count() == 1


@pytest.mark.django_db
def test_a_clock_that_is_set_back_stops_no_account() -> None:
    sms = account(a_second=Decimal(4))
    with clock.set_to(NOON + timedelta(days=1)):
        take_places(sms, 8)
    with clock.set_to(NOON):
        assert take_places(sms, 1) == [NOON]


@pytest.fixture
def household(riverside: Branch, desk: User) -> list[Patient]:
    """Two of one household, a child and who speaks for it, one who took it back, one without a phone."""
    wife, husband, mother, refused, silent = people(riverside, 5)
    live_together(wife, husband, by=desk)
    child = register(riverside, "王小", birth_date=date(2019, 5, 1), phone="+8613800099999")
    put_guardian(child, mother, by=desk)
    give_consent(child, "care", by=desk, given_on=date(2026, 1, 5), giver=Giver(mother.full_name, "parent"))
    withdraw_consent(refused, "care", by=desk, withdrawn_on=date(2026, 2, 1))
    silent.contacts.all().delete()
    return [wife, husband, child, mother, refused, silent]


@pytest.mark.django_db(transaction=True)
def test_the_process_of_the_worker_sends_through_every_account(
    riverside: Branch, provider: type[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account that is switched off takes nothing more; one that is changed is opened anew."""
    monkeypatch.setattr(lane, "IDLE", 0.02)
    monkeypatch.setattr("rapport.outreach.sending.sender.LOOK", 0.05)
    now = datetime.now(UTC)
    noon = now.replace(hour=4, minute=30)
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) - now + noon)
    [first, second] = people(riverside, 2)
    sms = account()
    write_messages([Draft(first, "sms", "您好", "a")], purpose="care", by=None)
    Message.objects.update(not_before=noon - HOLD)
    stopping = Event()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(Sender().run, stopping)
        wait_until(lambda: Message.objects.filter(state="sent").count() == 1)
        sms.on = False
        sms.save()
        write_messages([Draft(second, "sms", "您好", "b")], purpose="care", by=None)
        Message.objects.filter(key="b").update(not_before=noon - HOLD)
        Event().wait(0.3)
        assert Message.objects.get(key="b").state == "waiting"
        sms.on = True
        sms.save()
        wait_until(lambda: Message.objects.filter(state="sent").count() == 2)
        stopping.set()
        running.result(10)
    assert [seen.key for seen in provider.seen] == ["a", "b"]


def wait_until(happened: Callable[[], bool]) -> None:
    for _look in range(400):
        if happened():
            return
        Event().wait(0.05)
    raise AssertionError("it never happened")


@pytest.mark.django_db
def test_many_are_claimed_as_one_by_one(household: list[Patient]) -> None:
    """LOY-4: the same answer for each as `claim` alone gives; who shares a household or a guardian with one just
    claimed is left for the next round, and then refused as well."""

    def alone(patient: Patient) -> str:
        before = transaction.savepoint()
        try:
            return str(claim(patient, SMS, by=None, at=NOON).addressed_id)
        except Closed as closed:
            return ",".join(reason.code for reason in closed.verdict.reasons)
        finally:
            transaction.savepoint_rollback(before)

    expected = [alone(patient) for patient in household]
    wishes = [Wish(patient.pk, SMS) for patient in household]
    ChangedPatient.objects.all().delete()
    answers = claim_many(wishes, at=NOON)
    claimed = [answer.contact.patient_id for answer in answers if isinstance(answer, Claimed)]
    assert sorted(ChangedPatient.objects.values_list("patient_id", flat=True)) == sorted(claimed)
    wife, husband, child, mother, refused, silent = [
        str(answer.contact.addressed_id)
        if isinstance(answer, Claimed)
        else ",".join(answer.codes)
        if answer
        else "later"
        for answer in answers
    ]
    assert [wife, child, refused, silent] == [expected[0], expected[2], expected[4], expected[5]]
    assert (husband, mother) == ("later", "later")
    again = claim_many([wishes[1], wishes[3]], at=NOON)
    assert [answer.codes for answer in again if not isinstance(answer, Claimed) and answer] == [
        ("household",),
        ("a_day",),
    ]
    assert Contact.objects.count() == 2
