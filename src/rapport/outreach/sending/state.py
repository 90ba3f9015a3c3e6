"""How the outbox stands at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message, MessageState
from rapport.people.models.consent import Channel

# a message that is due goes out within seconds
LATE = timedelta(minutes=3)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outbox:
    """How many messages wait, of these how many are due for long, how many are on their way, of how many nobody
    knows, how many failed in the last day; and the channels by which some wait that no account in use sends.
    """

    waiting: int
    late: int
    in_hand: int
    unknown: int
    failed: int
    without_account: tuple[str, ...]


def outbox_now() -> Outbox:
    """As it is now. Four queries."""
    now = clock.now()
    states = dict(
        Message.objects.filter(state__in=(MessageState.WAITING, MessageState.CLAIMED, MessageState.UNKNOWN))
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    failed = Message.objects.filter(state=MessageState.FAILED, settled_at__gt=now - _A_DAY).count()
    return Outbox(
        waiting=states.get(MessageState.WAITING, 0),
        late=Message.objects.due(now - LATE).count(),
        in_hand=states.get(MessageState.CLAIMED, 0),
        unknown=states.get(MessageState.UNKNOWN, 0),
        failed=failed,
        without_account=_without_account(),
    )


def _without_account() -> tuple[str, ...]:
    used = ChannelAccount.objects.filter(on=True)
    house = used.filter(branch=None).values("channel")
    waiting = Message.objects.filter(state=MessageState.WAITING).exclude(channel__in=house)
    pairs = waiting.order_by().values_list("channel", "patient__branch").distinct()
    own = set(used.exclude(branch=None).values_list("channel", "branch"))
    return tuple(
        sorted({str(Channel(channel).label) for channel, branch in pairs if (channel, branch) not in own})
    )
