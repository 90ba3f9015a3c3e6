"""Taking messages in hand: those that are due, and those that somebody let go of without a word."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.lib.bulk import update_each
from rapport.outreach.accounts import kind_of
from rapport.outreach.channels.base import Outgoing, Provider
from rapport.outreach.gate import Ask, Claimed, Glance, Wish, claim_many
from rapport.outreach.identities import user_of
from rapport.outreach.models import ChannelAccount, Message, MessageState
from rapport.outreach.models.message import MessageQuerySet
from rapport.outreach.optout import unsubscribe_url
from rapport.outreach.outbox import forget_contacts
from rapport.outreach.sending.routes import messages_of
from rapport.staff.models import Restoration

# whoever claims a message is done with it long before: a provider answers within half a minute, or not at all
HOLD = timedelta(minutes=2)


@dataclass(frozen=True)
class InHand:
    """A message that this worker alone may hand over. `doubtful`: it may be out already, so that the provider is
    asked and nothing sent; `attempt` tells this claim from a later one.
    """

    message_id: int
    attempt: int
    outgoing: Outgoing
    doubtful: bool = False
    since: float = field(default_factory=time.monotonic)

    @property
    def stale(self) -> bool:
        """Held for so long, by a machine that stood still, that somebody else may soon take it up."""
        return time.monotonic() - self.since > HOLD.total_seconds() / 2


def nothing_leaves() -> bool:
    """Whether this is a restored copy that nobody has confirmed: it sends nothing, and changes nothing."""
    return Restoration.objects.waiting().exists()


def something_due(account: ChannelAccount) -> bool:
    """Whether there is anything to claim or to take up: a look that holds up nobody."""
    return messages_of(account).due(clock.now()).exists() or _forsaken(account).exists()


def claim(account: ChannelAccount, most: int) -> list[InHand]:
    """Up to `most` messages of `account` that are due and may go now, as the gate says; the others are put off."""
    with transaction.atomic():
        if nothing_leaves():
            return []
        due = messages_of(account).due(clock.now()).order_by("not_before", "pk")
        messages = list(due.select_for_update(skip_locked=True, of=("self",))[:most])
        late = [message.pk for message in messages if message.expires_at <= clock.now()]
        _end(late, MessageState.EXPIRED)
        asking = [message for message in messages if message.pk not in late]
        return _through_the_gate(asking, account) if asking else []


def _through_the_gate(messages: Sequence[Message], account: ChannelAccount) -> list[InHand]:
    taken: list[tuple[Message, Claimed, str]] = []
    for message, answer in zip(messages, claim_many([_wish(message) for message in messages]), strict=True):
        if not isinstance(answer, Claimed):
            _put_off(message, answer)
        elif address := _address(account, answer):
            taken.append((message, answer, address))
        else:
            answer.contact.delete()
            _end([message.pk], MessageState.FAILED, error=_("They have not opened the invitation yet."))
    _take(taken, account)
    return [
        InHand(message.pk, message.attempts + 1, _outgoing(message, address)) for message, _c, address in taken
    ]


def _wish(message: Message) -> Wish:
    ask = Ask(message.purpose, message.channel, message.on_request)
    return Wish(message.patient_id, ask, message.written_by_id)


def _take(taken: Sequence[tuple[Message, Claimed, str]], account: ChannelAccount) -> None:
    if not taken:
        return
    now = clock.now()
    Message.objects.filter(pk__in=[message.pk for message, _claimed, _address in taken]).advance(
        MessageState.CLAIMED,
        account=account,
        claimed_at=now,
        held_until=now + HOLD,
        attempts=F("attempts") + 1,
        reasons=[],
    )
    rows = [(claimed.contact.pk, address, message.pk) for message, claimed, address in taken]
    update_each(Message, ("contact_id", "address"), rows)


def _address(account: ChannelAccount, claimed: Claimed) -> str:
    """Where to, as the provider knows it; "" where it does not know them."""
    if kind_of(account).by_invitation:
        return user_of(account, claimed.contact.addressed_id)
    return claimed.address


def _outgoing(message: Message, address: str) -> Outgoing:
    return Outgoing(
        key=message.key,
        address=address,
        body=message.body,
        subject=message.subject,
        language=message.language,
        unsubscribe_url=unsubscribe_url(message),
    )


def _put_off(message: Message, glance: Glance | None) -> None:
    """Until the gate would say yes; for good where that never comes, or too late; until the next round where
    another message to the same people has just been claimed."""
    if glance is None:
        return
    codes = list(glance.codes)
    if glance.next_moment is None:
        _end([message.pk], MessageState.REFUSED, reasons=codes)
    elif glance.next_moment >= message.expires_at:
        _end([message.pk], MessageState.EXPIRED, reasons=codes)
    else:
        Message.objects.filter(pk=message.pk).update(not_before=glance.next_moment, reasons=codes)


def _end(messages: Sequence[int], state: MessageState, **fields: object) -> None:
    if messages:
        Message.objects.filter(pk__in=messages).advance(state, settled_at=clock.now(), **fields)


def expire() -> int:
    """Whatever waited too long, also where no account would have sent it; how many."""
    late = Message.objects.filter(state=MessageState.WAITING, expires_at__lte=clock.now())
    if not late.exists():
        return 0
    with transaction.atomic():
        return 0 if nothing_leaves() else late.advance(MessageState.EXPIRED, settled_at=clock.now())


def take_up(account: ChannelAccount, most: int) -> list[InHand]:
    """Up to `most` messages that somebody claimed for `account` and let go of without a word: they died.

    Where the provider knows their key again they are sent again under it, if the gate still allows it; where it
    can be asked, it is; all others become unknown, and are never sent again.
    """
    if not _forsaken(account).exists():
        return []
    kind = kind_of(account)
    with transaction.atomic():
        if nothing_leaves():
            return []
        messages = list(_forsaken(account).select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:most])
        known = [message for message in messages if _known_again(message, kind)]
        rest = [message for message in messages if message not in known]
        asked = [_keep(message) for message in rest if kind.asks]
        return asked + _again(known, account) + _doubt([] if kind.asks else rest)


def abandon(account: ChannelAccount) -> int:
    """What was in hand for an account that nobody can send through any more is in doubt; how many. Other workers,
    who may still be able to, have had the time to take it up."""
    left = Message.objects.forsaken(clock.now() - HOLD).filter(account=account)
    if not left.exists():
        return 0
    with transaction.atomic():
        return 0 if nothing_leaves() else left.advance(MessageState.UNKNOWN, error=_stopped())


def _forsaken(account: ChannelAccount) -> MessageQuerySet:
    return Message.objects.forsaken(clock.now()).filter(account=account)


def _known_again(message: Message, kind: type[Provider]) -> bool:
    """Whether the provider still knows the key, and will until a second try is over."""
    ends = _since(message) + kind.dedupe if kind.dedupe else None
    return ends is not None and clock.now() + HOLD < ends


def _since(message: Message) -> datetime:
    assert message.claimed_at is not None, "a message in hand was claimed"
    return message.claimed_at


def _again(messages: Sequence[Message], account: ChannelAccount) -> list[InHand]:
    """Through the gate once more, without the contact that the first claim wrote down: what may no longer go is in
    doubt, for it may be out."""
    taken = []
    for message in messages:
        before = transaction.savepoint()
        forget_contacts(Message.objects.filter(pk=message.pk))
        [answer] = claim_many([_wish(message)])
        if isinstance(answer, Claimed) and _address(account, answer) == message.address:
            transaction.savepoint_commit(before)
            taken.append(_keep(message, doubtful=False, contact=answer.contact))
        else:
            transaction.savepoint_rollback(before)
            _doubt([message])
    return taken


def _keep(message: Message, *, doubtful: bool = True, **fields: object) -> InHand:
    """Hold a message on; since when the provider may have had it stays."""
    Message.objects.filter(pk=message.pk).update(
        held_until=clock.now() + HOLD, attempts=F("attempts") + 1, **fields
    )
    return InHand(message.pk, message.attempts + 1, _outgoing(message, message.address), doubtful)


def _doubt(messages: Sequence[Message]) -> list[InHand]:
    """Nobody knows of these whether they went out. They are listed, and in nobody's hand."""
    ids = [message.pk for message in messages]
    Message.objects.filter(pk__in=ids).advance(MessageState.UNKNOWN, error=_stopped())
    return []


def _stopped() -> str:
    return _("Whoever sent it stopped in the middle.")
