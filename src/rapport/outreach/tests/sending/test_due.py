"""What is due goes out: through the gate, in time, by the right account, once (CAM-7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection

from rapport.lib import clock
from rapport.outreach.accounts import open_account, save_account
from rapport.outreach.channels.base import NotSent
from rapport.outreach.models import ChannelAccount, Contact, Message
from rapport.outreach.models.trouble import Words
from rapport.outreach.sending.claiming import claim, expire
from rapport.outreach.sending.lane import Lane
from rapport.outreach.sending.settling import settle_answers
from rapport.outreach.sending.taking_up import abandon
from rapport.outreach.tests.providers import Told, account
from rapport.outreach.tests.sending.steps import NOON, at, go, killed, state, written
from rapport.people.actions import withdraw_consent
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.models import Branch, Restoration, User
from rapport.staff.restored_copy import confirm_restored_copy


def test_facts_follow_what_goes_out_and_what_does_not(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """LOY-4: how often we turned to somebody is a fact, of messages as of calls."""

    def changed() -> bool:
        there = ChangedPatient.objects.filter(patient=zhou)
        return bool(there.delete()[0])

    message = written(zhou)
    changed()
    hand = killed(sms, message)
    assert changed()
    settle_answers([(hand, NotSent(Words.said("no"), final=True))], provider)
    assert changed() and not Contact.objects.exists()


def test_what_is_due_goes_out_once(zhou: Patient, sms: ChannelAccount, provider: type[Told]) -> None:
    """CAM-7: claimed through the gate, with the address of that moment, under its key; the contact counts."""
    message = written(zhou)
    go(sms, provider)
    go(sms, provider)
    assert state(message) == "sent"
    assert (message.account, message.address, message.provider_id) == (sms, "+8613800138000", "1")
    assert message.contact == Contact.objects.get()
    [seen] = provider.seen
    assert (seen.key, seen.address, seen.body, seen.language) == ("recall:1", "+8613800138000", "您好", "zh-hans")


def test_nothing_goes_within_the_ten_seconds(zhou: Patient, sms: ChannelAccount, provider: type[Told]) -> None:
    message = written(zhou)
    at(NOON - timedelta(seconds=1), sms, provider)
    assert state(message) == "waiting"


@pytest.mark.django_db(transaction=True)
def test_the_claim_stands_before_the_network_is_asked(zhou: Patient, provider: type[Told]) -> None:
    """Outbox: no network call inside a transaction; somebody else sees the claim already."""
    message, seen = written(zhou), []

    def look() -> None:
        seen.append((state(message), connection.in_atomic_block))
        connection.close()

    provider.meanwhile = staticmethod(look)
    go(account(), provider)
    assert seen == [("claimed", False)]


def test_what_may_not_go_now_waits_with_its_reasons(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """CAM-1: until the moment at which the gate says yes."""
    message = written(zhou)
    at(NOON + timedelta(hours=10), sms, provider)
    assert state(message) == "waiting"
    assert (message.reasons, message.not_before) == (["hours"], NOON + timedelta(hours=21))
    at(message.not_before, sms, provider)
    assert (state(message), message.reasons) == ("sent", [])


def test_two_to_one_person_do_not_go_on_one_day(zhou: Patient, sms: ChannelAccount, provider: type[Told]) -> None:
    """LOY-4: the cap holds also among those that one worker takes at once."""
    first, second = written(zhou), written(zhou, "birthday:1")
    go(sms, provider)
    go(sms, provider)
    assert (state(first), state(second), second.reasons) == ("sent", "waiting", ["a_day"])


def test_what_will_never_be_allowed_is_refused(zhou: Patient, sms: ChannelAccount, provider: type[Told]) -> None:
    """CAM-7: without consent there is no moment to wait for."""
    message = written(zhou)
    withdraw_consent(zhou, "care", by=None)
    go(sms, provider)
    assert (state(message), message.reasons, provider.seen) == ("refused", ["consent_withdrawn"], [])


def test_who_may_be_written_to_does_not_wait_behind_those_who_may_not(
    zhou: Patient, khalilova: Patient, sms: ChannelAccount
) -> None:
    """CAM-7: what is due and may not go is passed by in one look, however much of it there is."""
    refused = [written(zhou, "a"), written(zhou, "b"), written(zhou, "c")]
    withdraw_consent(zhou, "care", by=None)
    may_go = written(khalilova, "d")
    assert [hand.message_id for hand in claim(sms, 1)] == [may_go.pk]
    assert {state(message) for message in refused} == {"refused"}


def test_what_would_come_too_late_is_not_sent(zhou: Patient, sms: ChannelAccount, provider: type[Told]) -> None:
    """CAM-7: past its end, or when the gate says yes only after its end."""
    over, tonight = written(zhou), written(zhou, "today", expires_at=NOON + timedelta(hours=11))
    at(NOON + timedelta(hours=10), sms, provider)
    assert (state(over), state(tonight), tonight.reasons) == ("waiting", "expired", ["hours"])
    at(NOON + timedelta(days=4), sms, provider)
    assert state(over) == "expired"
    assert not provider.seen


def test_what_no_account_sends_expires_too(zhou: Patient) -> None:
    message = written(zhou)
    assert (expire(), state(message)) == (0, "waiting")
    with clock.set_to(NOON + timedelta(days=4)):
        assert (expire(), state(message)) == (1, "expired")


def test_the_branchs_own_account_comes_before_the_houses(
    zhou: Patient, khalilova: Patient, riverside: Branch, sms: ChannelAccount, provider: type[Told]
) -> None:
    own = account("Riverside", branch=riverside)
    here, there = written(zhou, "a"), written(khalilova, "b")
    for one in (sms, own):
        go(one, provider)
    assert (state(here), here.account, state(there), there.account) == ("sent", own, "sent", sms)
    own.on = False
    own.save()
    again = written(zhou, "c", on_request=True)
    for one in (own, sms):
        go(one, provider)
    assert (state(again), again.account) == ("sent", sms)


def test_a_restored_copy_sends_nothing_until_somebody_confirms_it(
    zhou: Patient, sms: ChannelAccount, provider: type[Told], owner: User
) -> None:
    """A copy changes nothing either: it does not know what the clinic did meanwhile."""
    message, in_hand = written(zhou), written(zhou, "b", on_request=True)
    Message.objects.filter(pk=in_hand.pk).advance("claimed", account=sms, handed_over_at=NOON, held_until=NOON)
    Restoration.objects.create(at=NOON, file="clinic.rapport", taken_at=NOON, contents="0" * 64)
    at(NOON + timedelta(hours=1), sms, provider)
    with clock.set_to(NOON + timedelta(days=5)):
        assert (expire(), abandon(sms)) == (0, 0)
    assert (state(message), state(in_hand), provider.seen) == ("waiting", "claimed", [])
    confirm_restored_copy(by=owner)
    at(NOON + timedelta(hours=1), sms, provider)
    at(NOON + timedelta(hours=1), sms, provider)
    assert (state(message), state(in_hand)) == ("sent", "unknown")


def test_for_trying_out_a_message_arrives_in_a_folder(
    db: None, zhou: Patient, settings: Any, tmp_path: Path
) -> None:
    """CAM-7: the whole way of a message, and nothing leaves this machine."""
    settings.HOME = tmp_path
    trial = save_account(ChannelAccount(name="SMS", provider="sms_folder"), {})
    message = written(zhou)
    worker = Lane(trial, open_account(trial), Event())
    with ThreadPoolExecutor(2) as threads:
        worker.turn(threads)
        while worker.busy:
            worker.turn(threads)
    message.refresh_from_db()
    assert message.state == "delivered" and message.contact is not None
    assert (tmp_path / "outgoing" / message.provider_id).read_text().endswith("您好\n")
