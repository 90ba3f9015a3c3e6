"""What visits, treatments, payments, plans and findings say about a person."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Finding, Payment, Plan, ThinkingTime, Treatment, Visit
from rapport.care.models.plan import UNFINISHED
from rapport.lib.facts import AsOf, DerivedFact, Fact, FactSource, FactType


def _visits(as_of: AsOf) -> QuerySet[Any, Any]:
    year = Q(day__gt=as_of.day - relativedelta(years=1))
    return (
        Visit.objects.filter(day__lte=as_of.day)
        .values("patient_id")
        .annotate(
            visits=Count("id"),
            visits_12m=Count("id", filter=year),
            first_visit=Min("day"),
            last_visit=Max("day"),
        )
    )


def _billed(as_of: AsOf) -> QuerySet[Any, Any]:
    year = Q(day__gt=as_of.day - relativedelta(years=1))
    return (
        Treatment.objects.filter(day__lte=as_of.day)
        .values("patient_id")
        .annotate(billed=Sum("amount"), billed_12m=Sum("amount", filter=year, default=0))
    )


def _paid(as_of: AsOf) -> QuerySet[Any, Any]:
    year = Q(day__gt=as_of.day - relativedelta(years=1))
    return (
        Payment.objects.filter(day__lte=as_of.day)
        .values("patient_id")
        .annotate(payments=Count("id"), paid=Sum("amount"), paid_12m=Sum("amount", filter=year, default=0))
    )


def _plans(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Plan.objects.filter(state__in=UNFINISHED, presented_on__lte=as_of.day)
        .values("patient_id")
        .annotate(
            unfinished_plans=Count("id"),
            unfinished_sum=Sum("amount"),
        )
    )


def _thinking(as_of: AsOf) -> QuerySet[Any, Any]:
    running = ThinkingTime.objects.running(as_of.day).order_by()
    return running.values("patient_id").annotate(thinking_until=Max("ends_on"))


def _findings(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Finding.objects.open()
        .filter(found_on__lte=as_of.day)
        .values("patient_id")
        .annotate(open_findings=Count("id"))
    )


SOURCES = (
    FactSource(
        "visit",
        (
            Fact("visits", FactType.NUMBER, _("visits"), 0),
            Fact("visits_12m", FactType.NUMBER, _("visits in 12 months"), 0),
            Fact("first_visit", FactType.DATE, _("first visit")),
            Fact("last_visit", FactType.DATE, _("last visit")),
        ),
        _visits,
    ),
    FactSource(
        "treatment",
        (
            Fact("billed", FactType.MONEY, _("billed"), 0),
            Fact("billed_12m", FactType.MONEY, _("billed in 12 months"), 0),
        ),
        _billed,
    ),
    FactSource(
        "payment",
        (
            Fact("payments", FactType.NUMBER, _("payments"), 0),
            Fact("paid", FactType.MONEY, _("paid"), 0),
            Fact("paid_12m", FactType.MONEY, _("paid in 12 months"), 0),
        ),
        _paid,
    ),
    FactSource(
        "plan",
        (
            Fact("unfinished_plans", FactType.NUMBER, _("unfinished plans"), 0),
            Fact("unfinished_sum", FactType.MONEY, _("sum of unfinished plans"), 0),
        ),
        _plans,
    ),
    FactSource("thinking", (Fact("thinking_until", FactType.DATE, _("thinking until")),), _thinking),
    FactSource("finding", (Fact("open_findings", FactType.NUMBER, _("open findings"), 0),), _findings),
)

# A clinic that keeps payments is told by its payments; one that only writes down what was done, by that.
DERIVED = (
    DerivedFact(
        "spend",
        FactType.MONEY,
        _("spent"),
        0,
        formula="CASE WHEN {payments} > 0 THEN {paid} ELSE {billed} END",
    ),
    DerivedFact(
        "spend_12m",
        FactType.MONEY,
        _("spent in 12 months"),
        0,
        formula="CASE WHEN {payments} > 0 THEN {paid_12m} ELSE {billed_12m} END",
    ),
)
