"""What people do beside their visits: whom they bring, what they join and buy, how they seem, that they leave."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rapport.lib.facts import AsOf, Fact, FactSource, FactType, RelatedRows, Tells, Unit, reached
from rapport.people.facts.coding import coded
from rapport.people.models import Departure, LikelyDuplicate, NotedSatisfaction, Participation, Patient, Purchase
from rapport.people.models.mood import Satisfaction
from rapport.people.models.patient import Sex


def _duplicates(as_of: AsOf) -> QuerySet[Any, Any]:
    return LikelyDuplicate.objects.values(patient_id=F("first_id")).annotate(likely_duplicates=Count("id"))


def _second_duplicates(as_of: AsOf) -> QuerySet[Any, Any]:
    return LikelyDuplicate.objects.values(patient_id=F("second_id")).annotate(earlier_records=Count("id"))


def _referrals(as_of: AsOf) -> QuerySet[Any, Any]:
    since = Q(registered_on=None) | Q(registered_on__lte=as_of.day)
    brought = Patient.objects.filter(since, referrer__isnull=False)
    return brought.values(patient_id=F("referrer_id")).annotate(referrals=Count("id"))


def _events(as_of: AsOf) -> QuerySet[Any, Any]:
    joined = Participation.objects.filter(activity__day__lte=as_of.day)
    return joined.values("patient_id").annotate(events=Count("id"), last_event=Max("activity__day"))


def _purchases(as_of: AsOf) -> QuerySet[Any, Any]:
    bought = Purchase.objects.filter(day__lte=as_of.day)
    return bought.values("patient_id").annotate(purchases=Count("id"), bought=Sum("amount"))


def _satisfaction(as_of: AsOf) -> QuerySet[Any, Any]:
    """Those whose latest noted satisfaction is that they have none."""
    noted = NotedSatisfaction.objects.filter(at__lte=as_of.moment)
    later = noted.filter(patient=OuterRef("patient")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    latest = noted.filter(~Exists(later), level=Satisfaction.DISSATISFIED)
    return latest.values("patient_id").annotate(unhappy=Count("id"))


def _departures(as_of: AsOf) -> QuerySet[Any, Any]:
    gone = Departure.objects.filter(left_on__lte=as_of.day).filter(
        Q(returned_on=None) | Q(returned_on__gt=as_of.day)
    )
    return gone.values("patient_id").annotate(departures=Count("id"))


SOURCES = (
    FactSource(
        "duplicate",
        (Fact("likely_duplicates", FactType.NUMBER, _("later records of the same person"), 0),),
        _duplicates,
    ),
    FactSource(
        "duplicate_of",
        (Fact("earlier_records", FactType.NUMBER, _("earlier records of the same person"), 0),),
        _second_duplicates,
    ),
    FactSource(
        "referral",
        (Fact("referrals", FactType.NUMBER, _("people they brought"), 0),),
        _referrals,
        lambda before, now: [
            Patient.objects.filter(reached("registered_on", before, now), referrer__isnull=False).values(
                patient_id=F("referrer_id")
            )
        ],
    ),
    FactSource(
        "event",
        (
            Fact("events", FactType.NUMBER, _("events joined"), 0),
            Fact("last_event", FactType.DATE, _("last event joined")),
        ),
        _events,
        lambda before, now: [
            Participation.objects.filter(reached("activity__day", before, now)).values("patient_id")
        ],
    ),
    FactSource(
        "purchase",
        (
            Fact("purchases", FactType.NUMBER, _("things bought"), 0),
            Fact("bought", FactType.MONEY, _("spent on things bought"), 0),
        ),
        _purchases,
        lambda before, now: [Purchase.objects.filter(reached("day", before, now)).values("patient_id")],
    ),
    FactSource(
        "satisfaction",
        (Fact("unhappy", FactType.NUMBER, _("noted as dissatisfied"), 0, inner=True, tells=(Tells.DEALINGS,)),),
        _satisfaction,
    ),
    FactSource(
        "departure",
        (Fact("departures", FactType.NUMBER, _("left the clinic"), 0, inner=True),),
        _departures,
        lambda before, now: [
            Departure.objects.filter(reached("left_on", before, now) | reached("returned_on", before, now)).values(
                "patient_id"
            )
        ],
    ),
)


RELATED = (
    RelatedRows(
        "child",
        _("children"),
        "people_patient r JOIN segmentation_patientfacts rf ON rf.patient_id = r.id",
        "r.guardian_id = f.patient_id",
        (
            Fact("age", FactType.NUMBER, _("age"), unit=Unit.YEARS, sql="rf.age"),
            Fact("sex", FactType.CHOICE, _("sex"), codes=coded(Sex), sql="NULLIF(r.sex, '')"),
        ),
    ),
    RelatedRows(
        "referral",
        _("people they brought"),
        "people_patient r JOIN segmentation_patientfacts rf ON rf.patient_id = r.id",
        "r.referrer_id = f.patient_id",
        (
            Fact("since", FactType.DATE, _("with the clinic since"), sql="r.registered_on"),
            Fact("visits", FactType.NUMBER, _("visits"), sql="rf.visits"),
            Fact("spend", FactType.MONEY, _("spent"), sql="rf.spend"),
        ),
    ),
)
