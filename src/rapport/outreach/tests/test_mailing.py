"""One template to many people (CAM-7): only who may be written to, in their hours, once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.lib import clock
from rapport.outreach import mailing as mailings
from rapport.outreach import outlook as outlooks
from rapport.outreach.mailing import carry_on, start_mailing, take_mailing_back
from rapport.outreach.models import Mailing, Message, MessageState, Outlook, Template
from rapport.outreach.outlook import begin_outlook, forecast, foreseen, forget_outlooks, work_out
from rapport.outreach.tasks import take_up_mailings
from rapport.outreach.wording.actions import save_wording
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.cast import register

# noon at the riverside: people may be written to
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def recall(owner: User) -> Template:
    template = Template.objects.create(name="Recall", purpose="care")
    save_wording(template, "sms", "zh-hans", body="{greeting},该复查了。", by=owner)
    return template


@pytest.fixture
def four(riverside, owner) -> list[Patient]:  # type: ignore[no-untyped-def]
    """Two who agreed, one who took it back, one whom nobody ever asked."""
    people = [register(riverside, f"周{name}", phone=f"1380000000{n}") for n, name in enumerate("一二三四")]
    for person in people[:3]:
        give_consent(person, "care", by=owner)
    withdraw_consent(people[2], "care", by=owner)
    return people


def _of(people: list[Patient]):  # type: ignore[no-untyped-def]
    return Patient.objects.filter(pk__in=[one.pk for one in people])


def test_only_who_agreed_is_written_to_and_the_rest_is_told(recall, four, owner) -> None:
    """CAM-7, REC-11: what would become of it is said before, and is what becomes of it."""
    told = forecast(_of(four), recall, "sms", by=owner)
    assert (told.now, told.later, told.parts) == (2, 0, 2)
    assert dict(told.left_out) == {"consent_withdrawn": 1, "consent_none": 1}
    assert not Message.objects.exists(), "a forecast changes nothing"
    begun = start_mailing(_of(four), recall, "sms", by=owner, queued=False)
    carry_on(begun.pk)
    begun.refresh_from_db()
    assert begun.finished_at and begun.written == 2
    assert begun.left_out == {"consent_withdrawn": 1, "consent_none": 1}
    assert set(Message.objects.values_list("patient", flat=True)) == {four[0].pk, four[1].pk}


def test_who_sleeps_is_written_to_in_the_morning(recall, four, owner) -> None:
    """CAM-7: in their hours."""
    with clock.set_to(datetime(2026, 11, 20, 15, tzinfo=UTC)):  # 23:00 there
        assert forecast(_of(four), recall, "sms", by=owner).later == 2
        begun = start_mailing(_of(four), recall, "sms", by=owner, queued=False)
        carry_on(begun.pk)
    first = Message.objects.earliest("pk").not_before
    assert first == datetime(2026, 11, 21, 1, tzinfo=UTC)  # 9:00 there


def test_an_outlook_says_the_same_as_the_forecast_wherever_it_was_killed(recall, four, owner, monkeypatch) -> None:
    monkeypatch.setattr(outlooks, "AT_ONCE", 1)
    begun = begin_outlook(_of(four), recall, "sms", by=owner)
    assert outlooks._look_at_some(begun.pk)
    begun.refresh_from_db()
    assert (begun.done, begun.now, begun.worked_out) == (1, 1, False)
    work_out(begun.pk)
    work_out(begun.pk)
    begun.refresh_from_db()
    assert begun.worked_out and foreseen(begun) == forecast(_of(four), recall, "sms", by=owner)
    assert not Message.objects.exists()
    with clock.set_to(NOON + timedelta(minutes=11)):
        assert begin_outlook(_of(four), recall, "sms", by=owner) != begun, "by then it is another hour"
    with clock.set_to(NOON + timedelta(days=2)):
        forget_outlooks()
    assert not Outlook.objects.exists()


def test_an_outlook_whose_worker_died_is_taken_up(recall, four, owner, monkeypatch) -> None:
    """CAM-7: killed between two steps and in the middle of one; who waits for it sees it end."""
    monkeypatch.setattr(outlooks, "AT_ONCE", 1)
    begun = begin_outlook(_of(four), recall, "sms", by=owner)
    outlooks._look_at_some(begun.pk)
    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(outlooks.Outlook, "save", lambda *_args, **_fields: sys.exit("killed"))
        work_out(begun.pk)
    take_up_mailings()
    begun.refresh_from_db()
    assert begun.done == 1, "its own worker is given the time"
    with clock.set_to(NOON + timedelta(minutes=2)):
        take_up_mailings()
    begun.refresh_from_db()
    assert begun.worked_out and foreseen(begun) == forecast(_of(four), recall, "sms", by=owner)


def test_killed_and_begun_again_writes_to_nobody_twice(recall, four, owner, monkeypatch) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 1)
    begun = start_mailing(_of(four), recall, "sms", by=owner, queued=False)
    assert mailings._write_some(begun.pk)
    Mailing.objects.update(done=0, written=0)  # as if nobody had noted how far it came
    carry_on(begun.pk)
    assert Message.objects.count() == 2


def test_a_mailing_that_stopped_in_the_middle_is_taken_up(recall, four, owner, monkeypatch) -> None:
    """CAM-7: also where its job failed; not one that was taken back, nor one from long ago."""
    monkeypatch.setattr(mailings, "AT_ONCE", 1)
    begun, back, old = (start_mailing(_of(four), recall, "sms", by=owner, queued=False) for _each in range(3))
    mailings._write_some(begun.pk)
    take_mailing_back(back, by=owner)
    Mailing.objects.filter(pk=old.pk).update(at=NOON - timedelta(days=2))
    take_up_mailings()
    assert Message.objects.count() == 1, "its own worker is given the time"
    with clock.set_to(NOON + timedelta(minutes=11)):
        take_up_mailings()
    assert set(Message.objects.values_list("batch", flat=True)) == {begun.pk} and Message.objects.count() == 2


def test_one_undo_takes_all_of_it_back_and_stops_the_rest(recall, four, owner, monkeypatch) -> None:
    monkeypatch.setattr(mailings, "AT_ONCE", 1)
    begun = start_mailing(_of(four), recall, "sms", by=owner, queued=False)
    mailings._write_some(begun.pk)
    assert take_mailing_back(begun, by=owner) == 1
    carry_on(begun.pk)
    assert Message.objects.get().state == MessageState.TAKEN_BACK


def test_many_cost_as_many_statements_as_few(recall, four, owner) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            forecast(Patient.objects.all(), recall, "sms", by=owner)
        return len(captured)

    few = cost()
    for number in range(20):
        give_consent(register(four[0].branch, f"吴{number}"), "care", by=owner)
    assert cost() == few
