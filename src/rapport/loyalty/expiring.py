"""Points whose last day is over go, those that expire first having been used first (REF-3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from rapport.loyalty.ledger import NewLine, hold_accounts, write_lines
from rapport.loyalty.models import Account, LedgerLine, Why
from rapport.loyalty.rules import Lot, expiring_first
from rapport.loyalty.terms import programme_of
from rapport.people.actions.marks import hold
from rapport.people.models import Patient
from rapport.staff.models import Branch

AT_ONCE = 500
# what was used, less what of it was taken back: that is as old as it was
_GONE = Q(amount__lt=0) | Q(takes_back__isnull=False)


def expire_points() -> None:
    """Of everyone, branch by branch, by its day. It may stop anywhere and begin again."""
    for branch in Branch.objects.order_by("pk"):
        today, closed_on = branch.today(), _closed_on(branch)
        lines = LedgerLine.objects.filter(patient__branch=branch)
        people = list(_over(lines, today, closed_on).values_list("patient_id"))
        for start in range(0, len(people), AT_ONCE):
            _expire([pk for (pk,) in people[start : start + AT_ONCE]], today, closed_on)


def _closed_on(branch: Branch) -> date | None:
    programme = programme_of(branch)
    return programme.closed_on if programme else None


def _over(lines: QuerySet[LedgerLine], today: date, closed_on: date | None) -> QuerySet[Any, Any]:
    """People with points whose last day was before `today`, more than were used since they were earned. Where the
    programme of their branch has ended, `closed_on` was the last day of all that were earned by then."""
    last_day = Q(expires_on__lt=today)
    if closed_on is not None:
        last_day |= Q(day__lte=closed_on, takes_back=None)
    of_points = lines.filter(account=Account.POINTS).order_by().values("patient_id")
    sums = of_points.annotate(
        over=Sum("amount", filter=Q(amount__gt=0) & last_day, default=0),
        gone=Sum("amount", filter=_GONE, default=0),
    )
    return sums.filter(over__gt=-F("gone")).order_by("patient_id")


def expire_of(patient: Patient) -> None:
    """Before they use any."""
    _expire([patient.pk], patient.branch.today(), _closed_on(patient.branch))


@transaction.atomic
def _expire(people: list[int], today: date, closed_on: date | None) -> None:
    held = hold(sorted(people))
    hold_accounts({(patient, str(Account.POINTS)) for patient in held})
    found = _over(LedgerLine.objects.filter(patient__in=held), today, closed_on)
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


def next_expiry(patient: Patient, at_last: date | None = None) -> Lot | None:
    """Which points of `patient` go next, and when: `at_last` all, where the programme ends."""
    lines = patient.ledger.filter(account=Account.POINTS).order_by()
    earned, gone = [], 0
    for amount, day, takes_back in lines.values_list("amount", "expires_on", "takes_back"):
        if amount < 0 or takes_back:
            gone -= amount
        else:
            earned.append((amount, min(filter(None, (day, at_last)), default=None)))
    return expiring_first(earned, gone)
