"""When an import is taken back: what came by itself of the people it made is no reason to keep them."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.loyalty.models import LedgerLine, Reward


def forget_thanks_for(people: Iterable[int]) -> None:
    """Rewards of which nothing was given, for bringing one of `people`, are for nobody: the sweep withdraws them
    (`referring`), with the points of who brought them."""
    untouched = Reward.objects.filter(newcomer__in=list(people), handed_at=None, settled=0)
    untouched.update(newcomer=None)


def with_lines_by_hand(people: Iterable[int]) -> set[int]:
    """Those of `people` in whose ledger a member of staff has written: they are of the clinic's own by now."""
    lines = LedgerLine.objects.filter(patient__in=list(people), by__isnull=False)
    return set(lines.order_by().values_list("patient_id", flat=True))
