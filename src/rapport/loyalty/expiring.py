"""Points whose last day is over go, those that expire first having been used first (REF-3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from rapport.loyalty.ledger import NewLine, hold_accounts, write_lines
from rapport.loyalty.models import Account, LedgerLine, Why
from rapport.loyalty.rules import Lot, expiring_first
from rapport.people.actions.marks import hold
from rapport.people.models import Patient
from rapport.staff.models import Branch

AT_ONCE = 500
# what was used, less what of it was taken back: that is as old as it was
_GONE = Q(amount__lt=0) | Q(takes_back__isnull=False)


def expire_points() -> None:
    """Of everyone, branch by branch, by its day. It may stop anywhere and begin again."""
    for branch in Branch.objects.order_by("pk"):
        today = branch.today()
        people = list(_over(LedgerLine.objects.filter(patient__branch=branch), today).values_list("patient_id"))
        for start in range(0, len(people), AT_ONCE):
            expire_of([pk for (pk,) in people[start : start + AT_ONCE]], today)


def _over(lines: QuerySet[LedgerLine], today: date) -> QuerySet[Any, Any]:
    """People with points whose last day was before `today`, more than were used since they were earned."""
    of_points = lines.filter(account=Account.POINTS).order_by().values("patient_id")
    sums = of_points.annotate(
        over=Sum("amount", filter=Q(amount__gt=0, expires_on__lt=today), default=0),
        gone=Sum("amount", filter=_GONE, default=0),
    )
    return sums.filter(over__gt=-F("gone")).order_by("patient_id")


@transaction.atomic
def expire_of(people: list[int], today: date) -> None:
    """Of these people."""
    held = hold(sorted(people))
    hold_accounts({(patient, str(Account.POINTS)) for patient in held})
    found = _over(LedgerLine.objects.filter(patient__in=held), today)
    last = dict(LedgerLine.objects.filter(patient__in=held).order_by("pk").values_list("patient_id", "pk"))
    write_lines(
        [
            NewLine(
                one["patient_id"],
                Account.POINTS,
                -(one["over"] + one["gone"]),
                Why.EXPIRED,
                f"expired:{one['patient_id']}:{last[one['patient_id']]}",
                today,
                partly=True,
            )
            for one in found
        ]
    )


def next_expiry(patient: Patient) -> Lot | None:
    """Which points of `patient` go next, and when."""
    lines = patient.ledger.filter(account=Account.POINTS).order_by()
    earned, gone = [], 0
    for amount, day, takes_back in lines.values_list("amount", "expires_on", "takes_back"):
        if amount < 0 or takes_back:
            gone -= amount
        else:
            earned.append((amount, day))
    return expiring_first(earned, gone)
