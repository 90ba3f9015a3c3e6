"""From in hand to on the way: the last moment at which it is known that a message has not gone out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from rapport.lib import clock
from rapport.outreach.models import Message, MessageState
from rapport.outreach.models.message import MessageQuerySet
from rapport.outreach.outbox import forget_contacts
from rapport.outreach.sending.claiming import HOLD, InHand


def hand_over(hands: Collection[InHand]) -> list[InHand]:
    """Write down that the provider may have these from now on; gives those that are still ours to hand over. What
    was held for too long is not: a provider may have forgotten the key of it meanwhile, and others may take it up.

    In the caller's transaction, which commits before the provider is turned to.
    """
    now, since = clock.now(), time.monotonic()
    ours: list[InHand] = []
    for claimed, alike in _by_claim(hands):
        rows = claimed.filter(held_until__gt=now)
        # since when it may have one that was taken up stays
        out = Coalesce("handed_over_at", Value(now))
        moved = rows.update(handed_over_at=out, held_until=now + HOLD)
        still = (
            {hand.message_id for hand in alike} if moved == len(alike) else set(rows.values_list("pk", flat=True))
        )
        ours += [replace(hand, since=since) for hand in alike if hand.message_id in still]
    return ours


@transaction.atomic
def let_go(hands: Collection[InHand]) -> None:
    """Put back among those that wait what was claimed and surely not handed over."""
    for rows, _alike in _by_claim(hands):
        put_back(rows.filter(handed_over_at=None))


def put_back(rows: MessageQuerySet) -> None:
    """Messages that were claimed and never left wait again; nobody was turned to."""
    forget_contacts(rows)
    rows.advance(MessageState.WAITING, held_until=None)


def _by_claim(hands: Collection[InHand]) -> Iterator[tuple[MessageQuerySet, Sequence[InHand]]]:
    """The rows of these, as far as nobody else has claimed them meanwhile."""
    claims: dict[int, list[InHand]] = defaultdict(list)
    for hand in hands:
        claims[hand.attempt].append(hand)
    for attempt, alike in claims.items():
        ids = [hand.message_id for hand in alike]
        yield Message.objects.filter(pk__in=ids, state=MessageState.CLAIMED, attempts=attempt), alike
