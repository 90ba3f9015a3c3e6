"""A nightly job that writes to clients: started twice, off for days, the clock set back (CAM-7, LOY-4)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Event

import pytest

from rapport.config import schedule
from rapport.config.schedule import A_DAY, Job, run_job
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Contact, Message
from rapport.outreach.outbox import write_message
from rapport.outreach.sending import lane
from rapport.outreach.sending.lane import Lane
from rapport.outreach.tests.providers import Told, account, told
from rapport.people.actions import give_consent
from rapport.people.models import Patient

# one in the morning UTC is nine in Hangzhou
MORNING = datetime(2026, 3, 4, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def greet() -> None:
    """Everybody is greeted each day, until the evening."""
    today = clock.now()
    for patient in Patient.objects.order_by("pk"):
        key = f"greeting:{patient.pk}:{today:%Y-%m-%d}"
        words = {"purpose": "care", "channel": "sms", "body": "早上好"}
        write_message(patient, key=key, by=None, expires_at=today + 10 * HOUR, **words)


@pytest.fixture(autouse=True)
def the_only_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "IDLE", 0.01)
    monkeypatch.setattr(schedule, "JOBS", (Job("Greet", "tests.test_nightly.greet", A_DAY, at=time(1)),))


@pytest.fixture
def provider() -> Iterator[type[Told]]:
    with told() as kind:
        yield kind


@pytest.fixture
def sms(zhou: Patient, marsh: Patient, provider: type[Told]) -> ChannelAccount:
    for patient in (zhou, marsh):
        give_consent(patient, "care", by=None, given_on=date(2026, 1, 5))
    return account()


def night(moment: datetime) -> None:
    with clock.set_to(moment):
        run_job("tests.test_nightly.greet")


def sent(sms: ChannelAccount, provider: type[Told], moment: datetime) -> list[str]:
    """The keys of what a worker sends at that moment."""
    before = len(provider.seen)
    worker = Lane(sms, provider(), Event())
    with clock.set_to(moment), ThreadPoolExecutor(2) as threads:
        worker.turn(threads)
        while worker.busy:
            worker.turn(threads)
    return sorted(outgoing.key for outgoing in provider.seen[before:])


def test_started_twice_it_writes_and_sends_once(sms: ChannelAccount, provider: type[Told]) -> None:
    night(MORNING)
    night(MORNING + HOUR)
    assert Message.objects.count() == 2
    assert len(sent(sms, provider, MORNING + HOUR)) == 2
    assert sent(sms, provider, MORNING + HOUR) == []


def test_after_three_days_off_nothing_stale_is_sent(sms: ChannelAccount, provider: type[Told]) -> None:
    """What was written before lies there too late; the job is done once, for the last of its times."""
    night(MORNING)
    late = MORNING + 3 * DAY + 2 * HOUR
    night(late)
    assert Message.objects.count() == 4
    assert sent(sms, provider, late + HOUR) == sent_on(late)
    assert set(Message.objects.values_list("state", flat=True)) == {"expired", "sent"}
    night(MORNING + 4 * DAY)
    assert len(sent(sms, provider, MORNING + 4 * DAY + HOUR)) == 2


def sent_on(day: datetime) -> list[str]:
    return sorted(f"greeting:{patient.pk}:{day:%Y-%m-%d}" for patient in Patient.objects.all())


def test_a_clock_set_back_doubles_nothing(sms: ChannelAccount, provider: type[Told]) -> None:
    """LOY-4: and nobody is written to more often than once a day."""
    night(MORNING)
    sent(sms, provider, MORNING + HOUR)
    night(MORNING - DAY)
    night(MORNING)
    assert sent(sms, provider, MORNING + HOUR) == []
    assert (Message.objects.count(), Contact.objects.count(), len(provider.seen)) == (2, 2, 2)


def test_without_the_key_of_the_day_the_cap_still_holds(
    sms: ChannelAccount, provider: type[Told], zhou: Patient
) -> None:
    """A second message of the same day waits for the next, whatever wrote it."""
    night(MORNING)
    sent(sms, provider, MORNING + HOUR)
    with clock.set_to(MORNING + HOUR):
        write_message(zhou, key="other", purpose="care", channel="sms", body="您好", by=None)
    assert sent(sms, provider, MORNING + 2 * HOUR) == []
    assert Message.objects.get(key="other").reasons == ["a_day"]
