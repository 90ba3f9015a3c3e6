"""When an import is taken back: what came by itself of the people it made is no reason to keep them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from rapport.loyalty.models import LedgerLine, Reward, Withdrawn
from rapport.loyalty.referring import withdraw


def forget_thanks_for(people: Iterable[int]) -> None:
    """Rewards of which nothing was given, for bringing one of `people`, are for nobody: the sweep withdraws them
    (`referring`), with the points of who brought them."""
    untouched = Reward.objects.filter(newcomer__in=list(people), handed_at=None, settled=0)
    untouched.update(newcomer=None)


def forget_thanks_to(people: Iterable[int]) -> None:
    """Rewards of `people`, with whom they go: points of whom they brought are taken back. A reward that lines of
    theirs name stays for those, and is of nobody else."""
    ids = list(people)
    for reward in Reward.objects.filter(patient__in=ids).standing():
        withdraw(reward, Withdrawn.OTHER_REFERRER)
    lines = LedgerLine.objects.filter(reward__patient__in=ids).exclude(patient__in=ids)
    for reward_id, patient in lines.order_by().values_list("reward", "patient").distinct():
        Reward.objects.filter(pk=reward_id).update(patient=patient, newcomer=None)


def kept_by_wallets(people: Iterable[int]) -> set[int]:
    """Those of `people` in whose ledger a member of staff has written, or of whose thanks something was given."""
    ids = list(people)
    lines = LedgerLine.objects.filter(patient__in=ids, by__isnull=False)
    given = Reward.objects.exclude(handed_at=None, settled=0, settlements=None)
    both = given.filter(Q(patient__in=ids) | Q(newcomer__in=ids)).values_list("patient_id", "newcomer_id")
    by_hand = set(lines.order_by().values_list("patient_id", flat=True))
    return by_hand | {pk for pair in both for pk in pair if pk is not None and pk in set(ids)}
