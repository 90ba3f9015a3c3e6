"""What visits say about a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Avg, Case, Count, Exists, F, IntegerField, Max, Min, OuterRef, QuerySet, When
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from rapport.care.facts.categories import category_codes
from rapport.care.facts.spans import losing, since, until
from rapport.care.models import Visit
from rapport.care.models.visit import Resolution
from rapport.lib.day_numbers import DayOfMonth, MonthNumber
from rapport.lib.facts import AsOf, Codes, Fact, FactSource, FactType, RelatedRows, Unit
from rapport.people.models import Patient

# What is counted stands in the covering index, or every row would be fetched for its id.


def _visits(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Visit.objects.filter(until(as_of))
        .values("patient_id")
        .annotate(
            visits=Count("day"),
            visits_12m=Count("day", filter=since(as_of, years=1)),
            visits_24m=Count("day", filter=since(as_of, years=2)),
            first_visit=Min("day"),
            last_visit=Max("day"),
            waiting=Cast(Avg("waiting_minutes"), IntegerField()),
            with_us=full_months(Min("day"), as_of.day),
        )
    )


def full_months(day: Any, today: date) -> Any:
    """Months from `day`, an expression, until `today`: one that is not full does not count."""
    not_full = Case(When(GreaterThan(DayOfMonth(day), today.day), then=1), default=0, output_field=IntegerField())
    return today.year * 12 + today.month - MonthNumber(day) - not_full


def _referrals_that_came(as_of: AsOf) -> QuerySet[Any, Any]:
    came = Visit.objects.filter(patient=OuterRef("pk"), day__lte=as_of.day)
    brought = Patient.objects.filter(Exists(came), referrer__isnull=False)
    return brought.values(patient_id=F("referrer_id")).annotate(referrals_came=Count("id"))


SOURCES = (
    FactSource(
        "visit",
        (
            Fact("visits", FactType.NUMBER, _("visits"), 0),
            Fact("visits_12m", FactType.NUMBER, _("visits in 12 months"), 0),
            Fact("visits_24m", FactType.NUMBER, _("visits in 24 months"), 0),
            Fact("first_visit", FactType.DATE, _("first visit")),
            Fact("last_visit", FactType.DATE, _("last visit")),
            Fact("waiting", FactType.NUMBER, _("waiting time on average"), unit=Unit.MINUTES),
            Fact("with_us", FactType.NUMBER, _("with us"), unit=Unit.MONTHS),
        ),
        _visits,
        lambda before, now: [Visit.objects.filter(losing(before, now)).values("patient_id")],
    ),
    FactSource(
        "referral_came",
        (Fact("referrals_came", FactType.NUMBER, _("people they brought who came"), 0),),
        _referrals_that_came,
    ),
)


RELATED = (
    RelatedRows(
        "visit",
        _("visits"),
        "care_visit r",
        "r.patient_id = f.patient_id",
        (
            Fact("date", FactType.DATE, _("date"), sql="r.day"),
            Fact("waiting", FactType.NUMBER, _("waiting"), unit=Unit.MINUTES, sql="r.waiting_minutes"),
            Fact(
                "resolution",
                FactType.CHOICE,
                _("resolution"),
                codes=lambda: Codes({one.value: one.label for one in Resolution}),
                sql="NULLIF(r.resolution, '')",
            ),
            Fact(
                "category",
                FactType.SET,
                _("category"),
                codes=category_codes,
                sql="SELECT 1 FROM care_treatment rt WHERE rt.visit_id = r.id AND rt.category_id IN ({codes})",
            ),
        ),
        latest="last_visit",
    ),
)
