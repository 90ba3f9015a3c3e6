"""The sweep over payments: whatever was paid since the programme began has its points, once (REF-1).

A payment and the lines made of it are compared by their sums. So a refund, a payment that came to count or no
longer does, one that was corrected, went to another record or vanished with an import are all one case: what is
missing is written as one line, and what is too much taken back. It may stop anywhere and begin again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from rapport.care.models import Payment
from rapport.lib.each_alone import each_alone
from rapport.lib.money import exponent
from rapport.loyalty.ledger import NewLine, write_lines
from rapport.loyalty.models import Account, LedgerLine, Why
from rapport.loyalty.rules import Paid, points_for, taken_by_refunds
from rapport.loyalty.terms import Programme, programmes
from rapport.people.actions.marks import hold
from rapport.staff.models import Branch

# payments in one transaction
AT_ONCE = 500
Pair = tuple[int, int]  # a payment and the person whose it is, or was


class Book(NamedTuple):
    """The lines of a payment: how many, what they asked for and what they moved, the last day they are of."""

    lines: int = 0
    asked: int = 0
    moved: int = 0
    day: date = date.min


def earn_points() -> None:
    """Go through all branches; what fails at one is tried again the next time and keeps no other waiting."""
    every = programmes()
    by_branch = {programme.branch.pk: programme for programme in every}

    def settle_at(branch: int) -> None:
        _settle_all(list(_unequal(by_branch[branch])), every)

    each_alone(by_branch, settle_at, "Points could not be given at branch %s; trying again.")
    _settle_all(list(_vanished(every)), every)


def _settle_all(pairs: Sequence[Pair], every: Sequence[Programme]) -> None:
    for start in range(0, len(pairs), AT_ONCE):
        _settle(pairs[start : start + AT_ONCE], every)


def _booked() -> Any:
    lines = LedgerLine.objects.filter(payment=OuterRef("pk"), patient=OuterRef("patient_id")).order_by()
    return Coalesce(Subquery(lines.values("payment").annotate(all=Sum("asked")).values("all")), Value(0))


def _unequal(programme: Programme) -> Iterator[Pair]:
    """Payments at the branch that have other points than they should."""
    days = (programme.began, programme.branch.today())
    since = Payment.objects.filter(branch=programme.branch, day__range=days).annotate(booked=_booked())
    # what went back takes points of what came before it, which no statement about one payment tells
    came = since.filter(Q(amount__gte=0) | Q(counted=False))
    found = came.annotate(due=_due(programme)).exclude(due=F("booked"))
    yield from found.order_by("day", "pk").values_list("pk", "patient_id").iterator(chunk_size=2_000)
    went = since.filter(amount__lt=0, counted=True)
    due = _due_of_refunds(programme, went.values("patient"))
    rows = went.order_by("pk").values_list("pk", "patient_id", "booked").iterator(chunk_size=2_000)
    yield from ((payment, patient) for payment, patient, booked in rows if due[payment] != booked)


def _due(programme: Programme) -> Case:
    rates = [When(day__gte=one.holds_from, then=Value(one.points_per_100)) for one in programme.versions]
    rate = Case(*rates, default=Value(0), output_field=BigIntegerField())
    parts = Value(100 * 10 ** exponent(programme.branch.currency), output_field=BigIntegerField())
    return Case(
        When(counted=True, then=F("amount") * rate / parts), default=Value(0), output_field=BigIntegerField()
    )


def _due_of_refunds(programme: Programme, people: Any) -> dict[int, int]:
    """What each refund at the branch is due to `people`, by its number: never above zero."""
    paid = Payment.objects.filter(
        branch=programme.branch, patient__in=people, counted=True, day__lte=programme.branch.today()
    )
    rows = paid.order_by("patient").values_list("patient", "day", "amount", "pk", "visit")
    due: dict[int, int] = {}
    for _patient, own in groupby(rows.iterator(chunk_size=2_000), itemgetter(0)):
        # a refund finds what was paid on the same day, whichever was written down first
        in_order = sorted(own, key=lambda row: (row[1], row[2] < 0, row[3]))
        taken = taken_by_refunds(
            Paid(amount, _points(programme, day, amount), visit) for _who, day, amount, _pk, visit in in_order
        )
        due |= {row[3]: -points for row, points in zip(in_order, taken, strict=True) if row[2] < 0}
    return due


def _points(programme: Programme, day: date, amount: int) -> int:
    """For `amount` that came in on `day`."""
    terms = programme.on(day)
    return points_for(amount, terms.points_per_100, exponent(programme.branch.currency)) if terms else 0


def _vanished(every: Sequence[Programme]) -> Iterator[Pair]:
    """Points of payments that are no more, or no longer these people's, or no longer of a day that counts."""
    there = Payment.objects.filter(pk=OuterRef("payment"), patient=OuterRef("patient_id"))
    counting = Case(
        *(When(branch=one.branch, day__gte=one.began, then=Value(True)) for one in every), default=Value(False)
    )
    pairs: QuerySet[Any, Any] = LedgerLine.objects.filter(payment__isnull=False).order_by()
    if every:
        pairs = pairs.filter(~Exists(there.annotate(counting=counting).filter(counting=True)))
    sums = pairs.values_list("payment", "patient_id").annotate(all=Sum("asked")).exclude(all=0)
    yield from ((payment, patient) for payment, patient, _all in sums.order_by("payment", "patient_id"))


@transaction.atomic
def _settle(pairs: Sequence[Pair], every: Sequence[Programme]) -> None:
    """Bring these payments and their points together; two at once come one after the other."""
    list(Branch.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    held = hold(sorted({patient for _payment, patient in pairs}))
    lines = list(_lines([pair for pair in pairs if pair[1] in held], every))
    # a refund finds what was paid beside it
    write_lines(sorted(lines, key=lambda line: line.asked < 0))


def _lines(pairs: Iterable[Pair], every: Sequence[Programme]) -> Iterator[NewLine]:
    wanted = set(pairs)
    payments = {
        (one.pk, one.patient_id): one
        for one in Payment.objects.select_related("branch").filter(pk__in={payment for payment, _who in wanted})
    }
    books, due = _books(wanted), _due_of(payments, every)
    at = {one.branch.pk: one for one in every}
    for pair in sorted(wanted):
        book = books.get(pair, Book())
        payment = payments.get(pair)
        terms = at[payment.branch_id].on(payment.day) if payment and payment.branch_id in at else None
        if change := due.get(pair, 0) - book.asked:
            yield NewLine(
                pair[1],
                Account.POINTS,
                change,
                Why.PAYMENT,
                f"payment:{pair[0]}:{pair[1]}:{book.lines}",
                payment.day if payment else book.day,
                # what could not be taken then is not given back now
                given=max(0, change - (book.moved - book.asked)) if change > 0 else None,
                partly=True,
                payment=pair[0],
                expires_on=terms.expiry_of(payment.day) if payment and terms and change > 0 else None,
            )


def _due_of(payments: Mapping[Pair, Payment], every: Sequence[Programme]) -> dict[Pair, int]:
    """The points of these payments; those that are not in it have none."""
    due = {}
    for programme in every:
        branch = programme.branch.pk
        here = {pair: one for pair, one in payments.items() if one.branch_id == branch and one.counted}
        refunds = _due_of_refunds(programme, [who for (_payment, who), one in here.items() if one.amount < 0])
        for pair, one in here.items():
            due[pair] = refunds.get(pair[0], 0) if one.amount < 0 else _points(programme, one.day, one.amount)
    return due


def _books(pairs: set[Pair]) -> dict[Pair, Book]:
    lines = LedgerLine.objects.filter(payment__in={payment for payment, _who in pairs}).order_by()
    sums = lines.values_list("payment", "patient_id").annotate(
        Count("pk"), Sum("asked"), Sum("amount"), Max("day")
    )
    return {(payment, who): Book(*book) for payment, who, *book in sums}
