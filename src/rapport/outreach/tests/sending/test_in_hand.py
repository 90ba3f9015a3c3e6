"""What a worker leaves in hand is in doubt, or is sent again under the same key; never twice (CAM-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.lib import clock
from rapport.outreach.channels.base import Accepted, NotSent, Unknown
from rapport.outreach.models import ChannelAccount, Contact, Message
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.sending import truth
from rapport.outreach.sending.claiming import HOLD, InHand, claim
from rapport.outreach.sending.handing import hand_over, let_go
from rapport.outreach.sending.settling import AGAIN
from rapport.outreach.sending.taking_up import abandon, take_up
from rapport.outreach.tests.providers import Told, account, told
from rapport.outreach.tests.sending.steps import NOON, TEN_MINUTES, at, go, killed, state, written
from rapport.people.actions import withdraw_consent
from rapport.people.models import Patient

BROKEN = Unknown(Words.of(Trouble.LINE_BROKE, why="ReadError"))


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
