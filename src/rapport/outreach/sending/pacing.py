"""How many messages a second an account may send: held by all workers on all machines together."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Pace

# so far ahead places are taken; longer and a worker that dies leaves gaps, shorter and it asks too often
_AHEAD = timedelta(seconds=1)


def take_places(account: ChannelAccount, most: int) -> list[datetime]:
    """The moments at which up to `most` messages may go, from now on and evenly apart: nobody else gets them."""
    if not account.a_second:
        return [clock.now()] * most
    step = timedelta(seconds=1 / float(account.a_second))
    with transaction.atomic():
        pace = _pace_of(account)
        now = clock.now()
        # nobody takes places further ahead: then the clock was set back meanwhile, and nobody waits for it
        first = max(pace.free_at, now) if pace.free_at <= now + _AHEAD + step else now
        places = [first + place * step for place in range(most)]
        taken = [at for at in places if at < clock.now() + _AHEAD]
        if taken:
            pace.free_at = taken[-1] + step
            pace.save(update_fields=["free_at"])
    return taken


def give_back(account: ChannelAccount, places: list[datetime]) -> None:
    """Places at the end that were not needed; kept where somebody has taken the next ones meanwhile."""
    if not account.a_second or not places:
        return
    step = timedelta(seconds=1 / float(account.a_second))
    Pace.objects.filter(account=account, free_at=places[-1] + step).update(free_at=places[0])


def _pace_of(account: ChannelAccount) -> Pace:
    """The row, locked until the end of the transaction."""
    Pace.objects.get_or_create(account=account, defaults={"free_at": clock.now()})
    return Pace.objects.select_for_update().get(account=account)
