"""Writing down what became of the messages in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When

from rapport.lib import clock
from rapport.outreach.channels.base import Accepted, NotSent, Provider, Unknown
from rapport.outreach.models import Message, MessageState
from rapport.outreach.models.message import MessageQuerySet
from rapport.outreach.models.trouble import NO_TROUBLE
from rapport.outreach.outbox import forget_contacts
from rapport.outreach.sending.claiming import InHand

Answer = Accepted | NotSent | Unknown

_MINUTE = timedelta(minutes=1)
# until the next try, after the first, the second…; after the last it has failed
PAUSES = tuple(minutes * _MINUTE for minutes in (1, 5, 20, 60, 180, 360))
# until a provider that knows the key again is given a message in doubt once more
AGAIN = timedelta(seconds=15)


@transaction.atomic
def settle_answers(answers: Sequence[tuple[InHand, Answer]], kind: type[Provider]) -> None:
    """Write down what a provider of this kind said of each message."""
    accepted: dict[int, Accepted] = {}
    for hand, answer in answers:
        if isinstance(answer, Accepted):
            accepted[hand.message_id] = answer
        elif isinstance(answer, Unknown) or hand.perhaps_out:
            _in_doubt(hand, answer, kind)
        else:
            _not_sent(hand, answer)
    _accepted(accepted)


def _in_doubt(hand: InHand, answer: Unknown | NotSent, kind: type[Provider]) -> None:
    """Let go of where `take_up` can repeat without doubling; else a person settles it. That a second try was not
    sent says nothing of the first."""
    if kind.dedupe:
        _mine(hand).update(held_until=clock.now() + AGAIN, **answer.words.fields)
    else:
        _mine(hand).advance(MessageState.UNKNOWN, **answer.words.fields)


def _accepted(answers: Mapping[int, Accepted]) -> None:
    """By the message what the provider said. True whoever says it: also of what somebody else called unknown
    meanwhile. A receipt may have come before, which says more; then the id alone is news."""
    if not answers:
        return
    rows = Message.objects.filter(pk__in=answers)
    arrived = rows.filter(pk__in=[pk for pk, one in answers.items() if one.delivered])
    for some, state in ((arrived, MessageState.DELIVERED), (rows, MessageState.SENT)):
        some.advance(state, settled_at=clock.now(), held_until=None, **NO_TROUBLE.fields)
    named = [When(pk=pk, then=Value(one.provider_id)) for pk, one in answers.items() if one.provider_id]
    if named:
        rows.filter(provider_id="").update(provider_id=Case(*named, default=F("provider_id")))


def _not_sent(hand: InHand, answer: NotSent) -> None:
    """Nobody was turned to: the contact is struck from the ledger, and the message waits, or has failed."""
    rows = _mine(hand)
    pause = _pause_before(hand.attempt, answer)
    words = answer.words.fields
    # of those that are still ours: who took one up after us has another attempt, and writes its own end
    if not rows.exists():
        return
    forget_contacts(rows)
    if pause is None:
        rows.advance(MessageState.FAILED, settled_at=clock.now(), held_until=None, **words)
    else:
        rows.advance(MessageState.WAITING, not_before=clock.now() + pause, held_until=None, **words)


def _pause_before(attempt: int, answer: NotSent) -> timedelta | None:
    """How long the message waits before its next try; None when there is none."""
    if answer.final or attempt > len(PAUSES):
        return None
    return answer.pause if answer.pause is not None else PAUSES[attempt - 1]


def _mine(hand: InHand) -> MessageQuerySet:
    return Message.objects.filter(pk=hand.message_id, state=MessageState.CLAIMED, attempts=hand.attempt)
