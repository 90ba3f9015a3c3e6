"""Taking messages that are due in hand, many at once."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from rapport.lib import clock
from rapport.lib.bulk import update_many
from rapport.outreach.accounts import kind_of
from rapport.outreach.channels.base import Outgoing
from rapport.outreach.gate import Ask, Claimed, Glance, Wish, claim_many
from rapport.outreach.gate.reasons import OUTDATED
from rapport.outreach.identities import users_of
from rapport.outreach.models import ChannelAccount, Contact, Message, MessageState
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.sending.routes import messages_of
from rapport.outreach.sending.truth import true_no_longer
from rapport.outreach.ways_out import unsubscribe_urls
from rapport.staff.models import Restoration

# whoever claims a message is done with it long before: a provider answers within half a minute, or not at all
HOLD = timedelta(minutes=2)
# times that a claim looks on; longer, and what comes back meanwhile is written down late
_LOOKS = 32


@dataclass(frozen=True)
class InHand:
    """A message that this worker alone may hand over. `perhaps_out`: somebody may have done so before; `attempt`
    tells this claim from a later one.
    """

    message_id: int
    attempt: int
    outgoing: Outgoing
    perhaps_out: bool = False
    since: float = field(default_factory=time.monotonic)

    @property
    def stale(self) -> bool:
        """Held for so long, by a machine that stood still, that somebody else may soon take it up."""
        return time.monotonic() - self.since > HOLD.total_seconds() / 2


def nothing_leaves() -> bool:
    """Whether this is a restored copy that nobody has confirmed: it sends nothing, and changes nothing."""
    return Restoration.objects.waiting().exists()


def something_due(account: ChannelAccount) -> bool:
    """Whether there is anything to claim: a look that holds up nobody."""
    return messages_of(account).due(clock.now()).exists()


def claim(account: ChannelAccount, most: int) -> list[InHand]:
    """Up to `most` messages of `account` that are due and may go now, as the gate says; the others are put off.

    Where none of so many may, the next are looked at: who may be written to does not wait behind those who may
    not.
    """
    for _look in range(_LOOKS):
        hands, looked_at = _claim(account, most)
        if hands or looked_at < most:
            return hands
    return []


def _claim(account: ChannelAccount, most: int) -> tuple[list[InHand], int]:
    """Those that may go, and how many were looked at."""
    with transaction.atomic():
        if nothing_leaves():
            return [], 0
        due = messages_of(account).due(clock.now()).order_by("not_before", "pk")
        messages = list(due.select_for_update(skip_locked=True, of=("self",))[:most])
        late = [message.pk for message in messages if message.expires_at <= clock.now()]
        _end(late, MessageState.EXPIRED)
        in_time = [message for message in messages if message.pk not in late]
        untrue = true_no_longer(in_time)
        _end(list(untrue), MessageState.REFUSED, reasons=[OUTDATED])
        asking = [message for message in in_time if message.pk not in untrue]
        return _through_the_gate(asking, account) if asking else [], len(messages)


def _through_the_gate(messages: Sequence[Message], account: ChannelAccount) -> list[InHand]:
    answers = list(zip(messages, claim_many([wish_of(message) for message in messages]), strict=True))
    _put_off([(message, answer) for message, answer in answers if isinstance(answer, Glance)])
    claimed = [(message, answer) for message, answer in answers if isinstance(answer, Claimed)]
    addresses = addresses_for(account, [answer for _message, answer in claimed])
    taken = [(message, answer) for message, answer in claimed if addresses[answer.contact.pk]]
    _strike([(message, answer) for message, answer in claimed if not addresses[answer.contact.pk]])
    rows = [(answer.contact.pk, addresses[answer.contact.pk], message.pk) for message, answer in taken]
    _take(rows, account)
    links = unsubscribe_urls([message for message, _answer in taken])
    return [
        InHand(message.pk, message.attempts + 1, outgoing_of(message, address, links))
        for (message, _answer), (_contact, address, _pk) in zip(taken, rows, strict=True)
    ]


def wish_of(message: Message) -> Wish:
    """What the gate is asked for a message."""
    ask = Ask(message.purpose, message.channel, message.on_request)
    return Wish(message.patient_id, ask, message.written_by_id)


def _take(rows: Sequence[tuple[int, str, int]], account: ChannelAccount) -> None:
    """Contact, address and message of each; from now on they are in the hand of whoever claims."""
    if not rows:
        return
    Message.objects.filter(pk__in=[message for _contact, _address, message in rows]).advance(
        MessageState.CLAIMED,
        account=account,
        handed_over_at=None,
        held_until=clock.now() + HOLD,
        attempts=F("attempts") + 1,
        reasons=[],
    )
    update_many(Message, ("contact_id", "address"), rows)


def _strike(unknown: Sequence[tuple[Message, Claimed]]) -> None:
    """Those whom the provider does not know are not turned to."""
    if unknown:
        Contact.objects.filter(pk__in=[answer.contact.pk for _message, answer in unknown]).delete()
        ids = [message.pk for message, _answer in unknown]
        _end(ids, MessageState.FAILED, **Words.of(Trouble.NOT_INVITED).fields)


def addresses_for(account: ChannelAccount, claims: Sequence[Claimed]) -> dict[int, str]:
    """Where to, as the provider knows it, by the contact; "" where it does not know them."""
    if not kind_of(account).by_invitation:
        return {claimed.contact.pk: claimed.address for claimed in claims}
    users = users_of(account, {claimed.contact.addressed_id for claimed in claims})
    return {claimed.contact.pk: users.get(claimed.contact.addressed_id, "") for claimed in claims}


def outgoing_of(message: Message, address: str, links: Mapping[int, str]) -> Outgoing:
    """A message as the provider is given it; `links` end such mails, by the message."""
    return Outgoing(
        key=message.key,
        address=address,
        body=message.body,
        subject=message.subject,
        language=message.language,
        unsubscribe_url=links.get(message.pk, ""),
    )


def _put_off(refused: Sequence[tuple[Message, Glance]]) -> None:
    """Until the gate would say yes; for good where that never comes, or too late. One statement for all that wait
    for the same."""
    alike: dict[tuple[MessageState, tuple[str, ...], datetime | None], list[int]] = defaultdict(list)
    for message, glance in refused:
        alike[_what_becomes_of(message, glance), glance.codes, glance.next_moment].append(message.pk)
    for (state, codes, moment), ids in alike.items():
        if state == MessageState.WAITING:
            Message.objects.filter(pk__in=ids).update(not_before=moment, reasons=list(codes))
        else:
            _end(ids, state, reasons=list(codes))


def _what_becomes_of(message: Message, glance: Glance) -> MessageState:
    if glance.next_moment is None:
        return MessageState.REFUSED
    return MessageState.EXPIRED if glance.next_moment >= message.expires_at else MessageState.WAITING


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
