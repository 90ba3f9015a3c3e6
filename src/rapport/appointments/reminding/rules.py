"""When somebody is reminded (BOO-3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def reminder_due(now: datetime, starts_at: datetime, since: datetime, hours: Sequence[int | None]) -> int | None:
    """The number, from 1, of the reminder to be made now; `hours` before are those of the branch, None for none.

    Of several whose moment has come the last. None where none has, where it is too late, or where its moment had
    passed when they booked or moved it, at `since`: they have just heard it.
    """
    if now >= starts_at:
        return None
    moments = {
        number: starts_at - timedelta(hours=before) for number, before in enumerate(hours, 1) if before is not None
    }
    come = {number: moment for number, moment in moments.items() if moment <= now}
    last = max(come, key=lambda number: come[number], default=None)
    return last if last is not None and since <= come[last] else None
