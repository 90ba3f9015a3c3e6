"""What a provider says becomes of a message: tried again, failed, or nobody knows (CAM-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from rapport.lib import clock
from rapport.outreach.channels.base import Accepted, NotSent, Unknown
from rapport.outreach.models import ChannelAccount, Contact, Message
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.sending.claiming import HOLD
from rapport.outreach.sending.settling import PAUSES, settle_answers
from rapport.outreach.sending.taking_up import take_up
from rapport.outreach.tests.providers import Told, account, told
from rapport.outreach.tests.sending.steps import NOON, TEN_MINUTES, at, go, killed, state, written
from rapport.people.models import Patient

BUSY = Words.said("busy")
BROKEN = Unknown(Words.of(Trouble.LINE_BROKE, why="ReadError"))


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
    assert read["en"].startswith("No line to the provider: ConnectError. It is tried again by itself")
    assert len(set(read.values())) == 3 and all("ConnectError" in words for words in read.values())


def test_hostile_words_of_a_provider_are_kept_as_far_as_they_can_be(
    zhou: Patient, sms: ChannelAccount, provider: type[Told]
) -> None:
    hostile = Words.of(Trouble.ANSWERED, code="\x00", text="%s\ud800" + "x" * 9_000)
    provider.answers = [NotSent(hostile, final=True)]
    message = written(zhou)
    go(sms, provider)
    assert state(message) == "failed" and "%s" in message.error


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
