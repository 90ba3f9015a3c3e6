"""Taking up what somebody claimed and let go of without a word: they died, or lost the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from rapport.lib import clock
from rapport.lib.bulk import update_many
from rapport.outreach.accounts import kind_of
from rapport.outreach.channels.base import Provider
from rapport.outreach.gate import Claimed, Glance, claim_many
from rapport.outreach.models import ChannelAccount, Message, MessageState
from rapport.outreach.models.message import MessageQuerySet
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.outbox import forget_contacts
from rapport.outreach.sending.claiming import (
    HOLD,
    InHand,
    addresses_for,
    nothing_leaves,
    outgoing_of,
    wish_of,
)
from rapport.outreach.sending.handing import put_back
from rapport.outreach.sending.truth import true_no_longer
from rapport.outreach.ways_out import unsubscribe_urls


def forsaken(account: ChannelAccount) -> MessageQuerySet:
    """What was claimed for `account` by whoever is dead by now."""
    return Message.objects.forsaken(clock.now()).filter(account=account)


def take_up(account: ChannelAccount, most: int) -> list[InHand]:
    """Up to `most` messages that somebody claimed for `account` and let go of.

    What they had not handed over waits again. Where the provider knows its key again the rest is sent again under
    it, if it is still true and in time, and the gate still allows it; all others become unknown, and are never
    sent again.
    """
    if not forsaken(account).exists():
        return []
    with transaction.atomic():
        if nothing_leaves():
            return []
        rows = forsaken(account).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
        return _perhaps_out(_without_those_that_never_left(list(rows[:most])), account)


def _without_those_that_never_left(messages: Sequence[Message]) -> list[Message]:
    """Of rows that are locked; the others wait again."""
    put_back(Message.objects.filter(pk__in=[one.pk for one in messages if one.handed_over_at is None]))
    return [one for one in messages if one.handed_over_at is not None]


def _perhaps_out(messages: Sequence[Message], account: ChannelAccount) -> list[InHand]:
    kind = kind_of(account)
    known = [message for message in messages if _known_again(message, kind)]
    untrue = true_no_longer(known)
    still = [message for message in known if message.pk not in untrue and message.expires_at > clock.now()]
    _doubt([message for message in messages if message not in still])
    return _again(still, account)


def abandon(account: ChannelAccount) -> int:
    """What was in hand for an account that nobody can send through any more is in doubt, as far as it was handed
    over; how many. Other workers, who may still be able to, have had the time to take it up."""
    left = Message.objects.forsaken(clock.now() - HOLD).filter(account=account)
    if not left.exists():
        return 0
    with transaction.atomic():
        if nothing_leaves():
            return 0
        rows = _without_those_that_never_left(list(left.select_for_update(skip_locked=True, of=("self",))))
        _doubt(rows)
        return len(rows)


def _known_again(message: Message, kind: type[Provider]) -> bool:
    """Whether the provider still knows the key, and will until a second try is over: it is held for so long
    before it is handed over, and then once more."""
    if kind.dedupe is None or message.handed_over_at is None:
        return False
    return clock.now() + 2 * HOLD < message.handed_over_at + kind.dedupe


def _again(messages: Sequence[Message], account: ChannelAccount) -> list[InHand]:
    """Through the gate once more, without the contacts that the first claims wrote down: what may no longer go is
    in doubt, for it may be out, and its contact stays. What the gate cannot say beside the others is left."""
    if not messages:
        return []
    before = transaction.savepoint()
    forget_contacts(Message.objects.filter(pk__in=[message.pk for message in messages]))
    answers = dict(zip(messages, claim_many([wish_of(message) for message in messages]), strict=True))
    claims = _to_where_they_went(answers, account)
    if len(claims) < len(messages):
        transaction.savepoint_rollback(before)
        _doubt([one for one, answer in answers.items() if one not in claims and answer is not None])
        return _again(list(claims), account)
    transaction.savepoint_commit(before)
    update_many(Message, ("contact_id",), [(claim.contact.pk, one.pk) for one, claim in claims.items()])
    return _keep(messages)


def _to_where_they_went(
    answers: Mapping[Message, Claimed | Glance | None], account: ChannelAccount
) -> dict[Message, Claimed]:
    """The claims by which a message goes to where it may have gone already."""
    claims = {one: answer for one, answer in answers.items() if isinstance(answer, Claimed)}
    addresses = addresses_for(account, list(claims.values()))
    return {one: claim for one, claim in claims.items() if addresses[claim.contact.pk] == one.address}


def _keep(messages: Sequence[Message]) -> list[InHand]:
    """Hold messages on; since when the provider may have had them stays."""
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    rows.update(held_until=clock.now() + HOLD, attempts=F("attempts") + 1)
    links = unsubscribe_urls(messages)
    return [
        InHand(message.pk, message.attempts + 1, outgoing_of(message, message.address, links), True)
        for message in messages
    ]


def _doubt(messages: Sequence[Message]) -> list[InHand]:
    """Nobody knows of these whether they went out. They are listed, and in nobody's hand."""
    ids = [message.pk for message in messages]
    Message.objects.filter(pk__in=ids).advance(MessageState.UNKNOWN, **Words.of(Trouble.STOPPED_AMID).fields)
    return []
