"""What the record itself says about a person."""

from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import gettext_lazy as _

from rapport.lib.facts import AsOf, Fact, FactSource, FactType
from rapport.people.models import Consent, ContactPoint, LikelyDuplicate, Patient
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind


def _birthdays(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Patient.objects.filter(birth_date__isnull=False)
        .annotate(birthday=ExtractMonth("birth_date") * 100 + ExtractDay("birth_date"))
        .values("birthday", patient_id=F("id"))
    )


def _phones(as_of: AsOf) -> QuerySet[Any, Any]:
    usable = ContactPoint.objects.filter(kind=ContactKind.PHONE, valid=True, do_not_use=False)
    return usable.values("patient_id").annotate(phones=Count("id"))


def _consents(as_of: AsOf) -> QuerySet[Any, Any]:
    in_force = Consent.objects.in_force(Purpose.PROCESSING, on=as_of.day)
    return in_force.values("patient_id").annotate(consents=Count("id"))


def _duplicates(as_of: AsOf) -> QuerySet[Any, Any]:
    return LikelyDuplicate.objects.values(patient_id=F("first_id")).annotate(likely_duplicates=Count("id"))


def _second_duplicates(as_of: AsOf) -> QuerySet[Any, Any]:
    return LikelyDuplicate.objects.values(patient_id=F("second_id")).annotate(earlier_records=Count("id"))


def _referrals(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Patient.objects.filter(referrer__isnull=False)
        .values(patient_id=F("referrer_id"))
        .annotate(referrals=Count("id"))
    )


SOURCES = (
    FactSource(
        "birthday",
        # month × 100 + day: 5 March is 305
        (Fact("birthday", FactType.NUMBER, _("birthday")),),
        _birthdays,
    ),
    FactSource("phone", (Fact("phones", FactType.NUMBER, _("phones that work"), 0),), _phones),
    FactSource("consent", (Fact("consents", FactType.NUMBER, _("consents to processing"), 0),), _consents),
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
    FactSource("referral", (Fact("referrals", FactType.NUMBER, _("people they brought"), 0),), _referrals),
)
DERIVED = ()
