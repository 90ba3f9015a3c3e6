"""Who was won, kept and lost at each branch in a time, and what the lost ones were worth (LOY-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from rapport.care.models import Payment, Treatment, Visit
from rapport.people.models import Patient, StandingChange
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch

# practitioners' rule of thumb (LOY-5): keeping a client is 1
WINNING_TIMES, LOSING_TIMES = 10, 25
_GONE, _THERE = ("sleeping", "left"), ("active", "due")
_A_YEAR = timedelta(days=365)

# branch → the first and the last day that count
Spans = Mapping[Branch, tuple[date, date]]


@dataclass(frozen=True)
class Turnover:
    """`won` came for the first time, `kept` had been there within the year before and came again. Of those lost,
    how many fell asleep and how many left, and what all of them spent in the year up to their last visit.
    """

    won: int
    kept: int
    asleep: int
    left: int
    lost_spend: int

    @property
    def lost(self) -> int:
        return self.asleep + self.left


def turnover(winning: Spans, keeping: Spans, losing: Spans) -> dict[Branch, Turnover]:
    """Of each branch: who was won in one time, kept in another, lost in a third. Five queries."""
    if not losing:
        return {}
    won, kept, lost, worth = _won(winning), _kept(keeping), _lost(losing), _worth(losing)
    return {
        branch: Turnover(
            won.get(branch.pk, 0),
            kept.get(branch.pk, 0),
            lost.get((branch.pk, "sleeping"), 0),
            lost.get((branch.pk, "left"), 0),
            worth.get(branch.pk, 0),
        )
        for branch in losing
    }


def _won(spans: Spans) -> dict[int, int]:
    first = _of_each(spans, "patient__branch", "first_visit")
    new = PatientFacts.objects.filter(first).order_by().values_list("patient__branch")
    return dict(new.annotate(people=Count("pk")))


def _kept(spans: Spans) -> dict[int, int]:
    visits = Visit.objects.filter(patient=OuterRef("pk"))
    found = Q(pk__in=[])
    for branch, (start, end) in spans.items():
        before = visits.filter(day__gte=start - relativedelta(years=1), day__lt=start)
        again = visits.filter(day__gte=start, day__lte=end)
        # the wide table tells at once of most people that they are not among them
        maybe = Q(branch=branch, facts__first_visit__lt=start, facts__last_visit__gte=start)
        found |= maybe & Q(Exists(before), Exists(again))
    return dict(Patient.objects.filter(found).order_by().values_list("branch").annotate(people=Count("pk")))


def _moves(spans: Spans) -> QuerySet[StandingChange]:
    """Who went to sleep or left in the time, and has not come back since."""
    moved = _of_each(spans, "patient__branch", "day")
    return StandingChange.objects.filter(
        moved, scheme=Scheme.LIFECYCLE, before__in=_THERE, after__in=_GONE, patient__standing__lifecycle__in=_GONE
    )


def _lost(spans: Spans) -> dict[tuple[int, str], int]:
    rows = _moves(spans).order_by().values_list("patient__branch", "patient__standing__lifecycle")
    return {(branch, stage): n for branch, stage, n in rows.annotate(people=Count("patient", distinct=True))}


def _worth(spans: Spans) -> dict[int, int]:
    """As everywhere: what was paid; of people without any payment, what was done. Money of another currency than
    that of their own branch is left out."""
    lost = _moves(spans).values("patient")
    own = F("patient__branch__currency")
    last_year = Q(patient__in=lost, day__gt=F("patient__facts__last_visit") - _A_YEAR)
    paid = Payment.objects.filter(last_year, counted=True, branch__currency=own)
    done = Treatment.objects.filter(last_year, patient__facts__payments=0, visit__branch__currency=own)
    found: dict[int, int] = {}
    for rows in (paid, done):
        for branch, amount in rows.order_by().values_list("patient__branch").annotate(sum=Sum("amount")):
            found[branch] = found.get(branch, 0) + int(amount)
    return found


def _of_each(spans: Spans, branch: str, day: str) -> Q:
    """Of each branch, the days of its time."""
    parts = (Q(**{branch: one, f"{day}__gte": start, f"{day}__lte": end}) for one, (start, end) in spans.items())
    return reduce(or_, parts)
