"""Sending: claimed through the gate, handed over once, settled; nothing is lost or doubled (CAM-7)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from rapport.lib import clock
from rapport.outreach.accounts import open_account, save_account
from rapport.outreach.channels.base import Accepted, NotSent, Unknown
from rapport.outreach.models import ChannelAccount, Contact, Message
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.outbox import TAKE_BACK, write_message
from rapport.outreach.sending import lane, truth
from rapport.outreach.sending.claiming import HOLD, InHand, claim, expire
from rapport.outreach.sending.handing import hand_over, let_go
from rapport.outreach.sending.lane import Lane
from rapport.outreach.sending.settling import AGAIN, PAUSES, settle_answers
from rapport.outreach.sending.taking_up import abandon, take_up
from rapport.outreach.tests.providers import Told, account, told
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.models import Branch, Restoration, User
from rapport.staff.restored_copy import confirm_restored_copy

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)  # in Hangzhou
TEN_MINUTES = timedelta(minutes=10)
BUSY = Words.said("busy")
BROKEN = Unknown(Words.of(Trouble.LINE_BROKE, why="ReadError"))


@pytest.fixture
def provider() -> Iterator[type[Told]]:
    with told() as kind:
        yield kind


@pytest.fixture
def sms(db: None, provider: type[Told]) -> ChannelAccount:
    return account()


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lane, "IDLE", 0.01)
    with clock.set_to(NOON):
        yield


def written(patient: Patient, key: str = "recall:1", **fields: Any) -> Message:
    """A message that is due, ten seconds before noon, to somebody who agreed long ago."""
    give_consent(patient, "care", by=None, given_on=date(2026, 1, 5))
    usual: dict[str, Any] = {"purpose": "care", "channel": "sms", "body": "您好", "by": None}
    with clock.set_to(NOON - TAKE_BACK):
        return write_message(patient, key=key, **{**usual, **fields})


def go(sms: ChannelAccount, provider: type[Told]) -> None:
    """One worker takes what there is, hands it over, and writes down what came of it."""
    worker = Lane(sms, provider(), Event())
    with ThreadPoolExecutor(2) as threads:
        worker.turn(threads)
        while worker.busy:
            worker.turn(threads)


def at(moment: datetime, sms: ChannelAccount, provider: type[Told]) -> None:
    with clock.set_to(moment):
        go(sms, provider)


def state(message: Message) -> str:
    message.refresh_from_db()
    return str(message.state)


def killed(sms: ChannelAccount, message: Message) -> InHand:
    """A worker that claimed, and was killed when it was about to hand the message over, or just had."""
    [hand] = hand_over(claim(sms, 8))
    assert state(message) == "claimed"
    return hand


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


def test_what_surely_did_not_go_is_tried_again_after_growing_pauses(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """A refusal for now presses nobody: the contact is struck, and the message fails after its last try."""
    provider.answers = [NotSent(BUSY, final=False)]
    message = written(zhou)
    moment = NOON
    for pause in PAUSES:
        at(moment, sms, provider)
        assert (state(message), message.error) == ("waiting", "busy")
        assert (message.not_before, Contact.objects.exists()) == (moment + pause, False)
        moment = message.not_before
        Message.objects.update(expires_at=NOON + timedelta(days=30))
        moment = moment if moment.hour < 11 else NOON + timedelta(days=1)
    at(moment, sms, provider)
    assert (state(message), len(provider.seen)) == ("failed", len(PAUSES) + 1)


def test_what_will_never_be_taken_fails_at_once(zhou: Patient, sms: ChannelAccount, provider: type[Told]) -> None:
    provider.answers = [NotSent(Words.said("no such number"), final=True)]
    message = written(zhou)
    go(sms, provider)
    assert (state(message), message.error, Contact.objects.count()) == ("failed", "no such number", 0)


@pytest.mark.parametrize("answer", [BROKEN, RuntimeError("nobody expected this")])
def test_what_nobody_knows_is_listed_and_never_repeated(
    zhou: Patient, sms: ChannelAccount, provider: type[Told], answer: Exception
) -> None:
    """Unknown outcomes are settled by a person or a receipt; the contact counts, for it may have taken place."""
    provider.answers = [answer]
    message = written(zhou)
    go(sms, provider)
    assert (state(message), str(answer) in message.error) == ("unknown", True)
    at(NOON + timedelta(hours=1), sms, provider)
    assert (len(provider.seen), Contact.objects.count()) == (1, 1)


def test_why_it_did_not_go_reads_in_the_language_of_the_reader(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """A worker has none: it keeps a code, and what was told with it."""
    provider.answers = [NotSent(Words.of(Trouble.NO_LINE, why="ConnectError"), final=False)]
    message = written(zhou)
    with translation.override("zh-hans"):
        go(sms, provider)
    message.refresh_from_db()
    assert (message.trouble, message.told) == ("no_line", {"why": "ConnectError"})
    read = {}
    for language in ("en", "zh-hans", "ru"):
        with translation.override(language):
            read[language] = message.error
    assert read["en"] == "No line to the provider: ConnectError"
    assert len(set(read.values())) == 3 and all("ConnectError" in words for words in read.values())


def test_hostile_words_of_a_provider_are_kept_as_far_as_they_can_be(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    hostile = Words.of(Trouble.ANSWERED, code="\x00", text="%s\ud800" + "x" * 9_000)
    provider.answers = [NotSent(hostile, final=True)]
    message = written(zhou)
    go(sms, provider)
    assert state(message) == "failed" and "%s" in message.error


def test_a_worker_killed_in_the_middle_leaves_a_doubt(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """A provider that knows no key again: never sent twice, and listed once the hold runs out."""
    message = written(zhou)
    killed(sms, message)
    at(NOON + HOLD - timedelta(seconds=1), sms, provider)
    assert state(message) == "claimed"
    at(NOON + HOLD, sms, provider)
    assert (state(message), provider.seen) == ("unknown", [])


def test_a_worker_killed_before_it_hands_over_leaves_no_doubt(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """What surely never left waits again, and passes the gate again; nobody was turned to meanwhile."""
    message = written(zhou)
    claim(sms, 8)
    at(NOON + HOLD, sms, provider)
    assert (state(message), len(provider.seen), Contact.objects.count()) == ("sent", 1, 1)


def test_what_may_be_out_is_not_called_unsent_by_a_second_try(zhou: Patient) -> None:
    """The first try may have reached them: the key is tried on while it is known, then somebody settles it."""
    with told(dedupe=TEN_MINUTES) as provider:
        provider.answers = [NotSent(Words.said("no such number"), final=True)]
        sms, message = account(), written(zhou)
        killed(sms, message)
        at(NOON + HOLD, sms, provider)
        assert (state(message), Contact.objects.count()) == ("claimed", 1)
        at(NOON + TEN_MINUTES, sms, provider)
        assert (state(message), len(provider.seen), Contact.objects.count()) == ("unknown", 1, 1)


def test_a_withdrawal_before_it_was_handed_over_is_heeded(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """REC-11: who takes the message up asks the gate anew."""
    message = written(zhou)
    claim(sms, 8)
    withdraw_consent(zhou, "care", by=None)
    at(NOON + HOLD, sms, provider)
    assert (state(message), provider.seen, Contact.objects.count()) == ("refused", [], 0)


def test_who_hands_over_too_late_finds_it_in_other_hands(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """A worker that stood still between claim and handing over neither sends nor puts back what is another's."""
    message = written(zhou)
    slow = claim(sms, 8)
    with clock.set_to(NOON + HOLD):
        assert take_up(sms, 8) == []
        [quick] = claim(sms, 8)
        assert hand_over(slow) == []
        let_go(slow)
        assert [hand.attempt for hand in hand_over([quick])] == [2]
    assert (state(message), Contact.objects.count()) == ("claimed", 1)


def test_what_was_in_hand_for_too_long_is_not_handed_over(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """Its hold has run out, though nobody has taken it up yet: the provider may know its key no more by then."""
    message = written(zhou)
    hands = claim(sms, 8)
    with clock.set_to(NOON + HOLD):
        assert hand_over(hands) == []
        message.refresh_from_db()
        assert message.handed_over_at is None
    at(NOON + HOLD, sms, provider)
    assert (state(message), len(provider.seen)) == ("sent", 1)


def test_a_worker_that_is_stopped_lets_go_of_what_it_has_in_hand(zhou: Patient, sms: ChannelAccount) -> None:
    message = written(zhou)
    let_go(claim(sms, 8))
    assert (state(message), message.not_before, Contact.objects.count()) == ("waiting", NOON, 0)


def test_where_the_provider_knows_the_key_again_it_is_sent_again(zhou: Patient) -> None:
    """Under the same key, and as one contact."""
    with told(dedupe=TEN_MINUTES) as provider:
        sms, message = account(), written(zhou)
        killed(sms, message)
        at(NOON + HOLD, sms, provider)
        assert (state(message), [seen.key for seen in provider.seen]) == ("sent", ["recall:1"])
        assert message.contact == Contact.objects.get()


def test_two_to_one_person_are_sent_again_one_after_the_other(zhou: Patient) -> None:
    """What the gate cannot say yet beside another to the same person is not in doubt for that."""
    with told(dedupe=TEN_MINUTES) as provider:
        sms, first = account(), written(zhou)
        killed(sms, first)
        second = written(zhou, "answer:1", on_request=True)
        hand_over(claim(sms, 8))
        at(NOON + HOLD, sms, provider)
        assert (state(first), state(second)) == ("sent", "sent")
        assert (len(provider.seen), Contact.objects.count()) == (2, 2)


def test_a_broken_line_to_who_knows_the_key_again_is_tried_again(zhou: Patient) -> None:
    """A retry happens only where it cannot double; here it cannot."""
    with told(dedupe=TEN_MINUTES) as provider:
        provider.answers = [BROKEN, Accepted("5")]
        sms, message = account(), written(zhou)
        go(sms, provider)
        assert (state(message), message.trouble) == ("claimed", "line_broke")
        at(NOON + AGAIN, sms, provider)
        assert (state(message), message.error, len(provider.seen)) == ("sent", "", 2)


def test_a_key_that_the_provider_forgets_soon_is_not_sent_again(zhou: Patient) -> None:
    with told(dedupe=TEN_MINUTES) as provider:
        sms, message = account(), written(zhou)
        killed(sms, message)
        at(NOON + TEN_MINUTES - 2 * HOLD, sms, provider)
        assert (state(message), provider.seen) == ("unknown", [])


def test_a_withdrawal_meanwhile_stops_the_second_sending(zhou: Patient) -> None:
    """REC-11: what may no longer go is in doubt, for it may be out already."""
    with told(dedupe=TEN_MINUTES) as provider:
        sms, message = account(), written(zhou)
        killed(sms, message)
        withdraw_consent(zhou, "care", by=None)
        at(NOON + HOLD, sms, provider)
        assert (state(message), provider.seen) == ("unknown", [])
        assert message.contact == Contact.objects.get()


@pytest.mark.parametrize("what", ["not true any more", "too late"])
def test_what_says_nothing_any_more_is_not_sent_again(
    zhou: Patient, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-3: what it tells of has changed since it was handed over; it may be out, so it is in doubt."""
    with told(dedupe=TEN_MINUTES) as provider:
        sms, message = account(), written(zhou)
        killed(sms, message)
        if what == "too late":
            Message.objects.update(expires_at=NOON + HOLD)
        else:
            monkeypatch.setitem(truth._ASKED, "recall", lambda messages: {one.pk for one in messages})
        at(NOON + HOLD, sms, provider)
        assert (state(message), provider.seen) == ("unknown", [])
        assert message.contact == Contact.objects.get()


def test_who_comes_back_late_with_the_truth_is_heard(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    message = written(zhou)
    hand = killed(sms, message)
    at(NOON + HOLD, sms, provider)
    settle_answers([(hand, Accepted("9"))], provider)
    assert (state(message), message.provider_id) == ("sent", "9")


def test_who_comes_back_late_does_not_undo_what_another_does(zhou: Patient) -> None:
    """Taken up by another, a message is that one's: the first may not put it back among those that wait."""
    with told(dedupe=TEN_MINUTES) as provider:
        sms, message = account(), written(zhou)
        hand = killed(sms, message)
        with clock.set_to(NOON + HOLD):
            assert take_up(sms, 8)
        settle_answers([(hand, NotSent(BUSY, final=False))], provider)
        assert (state(message), Contact.objects.count()) == ("claimed", 1)


def test_a_receipt_that_came_before_the_answer_stays(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    """Message states only move forward."""
    message = written(zhou)
    hand = killed(sms, message)
    Message.objects.filter(pk=message.pk).advance("delivered")
    settle_answers([(hand, Accepted("9"))], provider)
    assert (state(message), message.provider_id) == ("delivered", "9")


def test_what_was_held_by_a_machine_that_stood_still_is_not_sent(
    zhou: Patient, sms: ChannelAccount, provider: type[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = written(zhou)
    monkeypatch.setattr(InHand, "stale", True)
    go(sms, provider)
    assert (state(message), message.not_before, provider.seen) == ("waiting", NOON, [])


def test_an_account_that_is_switched_off_leaves_no_message_in_hand(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    message = written(zhou)
    killed(sms, message)
    for later, end in ((HOLD, "claimed"), (2 * HOLD, "unknown")):
        with clock.set_to(NOON + later):
            abandon(sms)
        assert state(message) == end


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
