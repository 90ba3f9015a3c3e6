"""Receipts doubled, shuffled, forged: the same end (REC-7, CAM-7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.lib import clock
from rapport.outreach.channels.base import Report
from rapport.outreach.models import ChannelAccount, Message, Receipt
from rapport.outreach.receipts import catch_up, take_report
from rapport.people.models import Patient

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
# what a network may say of one message; the last of these is where every order of them ends
SAID = ("sent", "failed", "delivered", "read")


def account(name: str = "SMS") -> ChannelAccount:
    return ChannelAccount.objects.create(name=name, channel="sms", provider="kannel", hook=name)


def message(patient: Patient, through: ChannelAccount, state: str = "claimed", **fields: object) -> Message:
    count = Message.objects.count()
    return Message.objects.create(
        key=f"recall:{count}", patient=patient, purpose="care", channel="sms", language="ru", body="Пора",
        state=state, account=through, not_before=NOON, expires_at=NOON + timedelta(days=3), **fields,
    )  # fmt: skip


def state_of(sent: Message) -> str:
    return Message.objects.get(pk=sent.pk).state


@pytest.mark.parametrize("begin", ["claimed", "unknown", "sent"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(st.sampled_from(SAID), min_size=1, max_size=8))
def test_doubled_and_shuffled_receipts_end_the_same(zhou: Patient, begin: str, said: list[str]) -> None:
    """Whatever the order, and however often each is said: the furthest of them is where the message stands.

    A receipt before our own word of it counts too: nobody has to settle by hand what the provider has settled.
    """
    through = ChannelAccount.objects.filter(name="SMS").first() or account()
    sent = message(zhou, through, begin)
    for one in said:
        take_report(through, Report(one, key=sent.key, at=NOON))
    assert state_of(sent) == max(said, key=SAID.index)
    assert Receipt.objects.filter(message=sent).count() == len(set(said))


@pytest.mark.parametrize("state", ["waiting", "taken_back", "refused", "expired"])
def test_what_never_went_out_is_not_delivered_by_anybody(zhou: Patient, state: str) -> None:
    through = account()
    sent = message(zhou, through, state)
    take_report(through, Report("delivered", key=sent.key))
    assert state_of(sent) == state


def test_another_account_says_nothing_of_it(zhou: Patient) -> None:
    """Who knows the hook of one account cannot speak of the messages of another."""
    sent = message(zhou, account(), "sent", provider_id="77")
    other = account("other")
    take_report(other, Report("failed", key=sent.key))
    take_report(other, Report("failed", provider_id="77"))
    take_report(other, Report("failed"))
    catch_up()
    assert state_of(sent) == "sent"


def test_a_receipt_may_come_before_we_know_the_id(zhou: Patient) -> None:
    through = account()
    sent = message(zhou, through)
    take_report(through, Report("delivered", provider_id="77", at=NOON))
    assert catch_up() == 0 and state_of(sent) == "claimed"
    Message.objects.filter(pk=sent.pk).advance("sent", provider_id="77")
    assert catch_up() == 1 and state_of(sent) == "delivered"
    assert catch_up() == 0


def test_looking_for_early_receipts_does_not_look_for_ever(zhou: Patient) -> None:
    through = account()
    with clock.set_to(NOON):
        take_report(through, Report("delivered", provider_id="77"))
    message(zhou, through, "sent", provider_id="77")
    with clock.set_to(NOON + timedelta(hours=2)):
        assert catch_up() == 0


def test_hostile_words_of_a_receipt_are_kept_as_far_as_they_can_be(zhou: Patient) -> None:
    through = account()
    sent = message(zhou, through)
    take_report(
        through, Report("failed", key=sent.key, words="\x00\ud800" + "x" * 9_000, provider_id="\x00" * 500)
    )
    sent.refresh_from_db()
    assert sent.state == "failed" and len(sent.error) == 300
