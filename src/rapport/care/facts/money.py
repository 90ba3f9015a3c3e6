"""What was paid, and what counts as spent."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rapport.care.facts.spans import losing, since, until
from rapport.care.models import Payment
from rapport.lib.facts import AsOf, DerivedFact, Fact, FactSource, FactType


def _paid(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Payment.objects.filter(until(as_of), counted=True)
        .values("patient_id")
        .annotate(
            payments=Count("day"),
            paid=Sum("amount"),
            paid_12m=Sum("amount", filter=since(as_of, years=1), default=0),
            paid_24m=Sum("amount", filter=since(as_of, years=2), default=0),
        )
    )


def _spent(span: str) -> str:
    """A clinic that keeps payments is told by its payments; one that only writes down what was done, by that."""
    return f"CASE WHEN {{payments}} > 0 THEN {{paid{span}}} ELSE {{billed{span}}} END"


SOURCES = (
    FactSource(
        "payment",
        (
            Fact("payments", FactType.NUMBER, _("payments"), 0),
            Fact("paid", FactType.MONEY, _("paid"), 0),
            Fact("paid_12m", FactType.MONEY, _("paid in 12 months"), 0),
            Fact("paid_24m", FactType.MONEY, _("paid in 24 months"), 0),
        ),
        _paid,
        lambda before, now: [Payment.objects.filter(losing(before, now)).values("patient_id")],
    ),
)


DERIVED = (
    DerivedFact("spend", FactType.MONEY, _("spent"), 0, formula=_spent("")),
    DerivedFact("spend_12m", FactType.MONEY, _("spent in 12 months"), 0, formula=_spent("_12m")),
    DerivedFact("spend_24m", FactType.MONEY, _("spent in 24 months"), 0, formula=_spent("_24m")),
)
