"""How a person can be reached, and what they agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.lib.bits import bits
from rapport.lib.facts import AsOf, DerivedFact, Fact, FactSource, FactType, reached
from rapport.people.facts.coding import CONSENT_BITS, CONTACT_BITS, coded
from rapport.people.models import Consent, ContactPoint
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind


def _contact_points(as_of: AsOf) -> QuerySet[Any, Any]:
    usable = ContactPoint.objects.filter(valid=True, do_not_use=False)
    return usable.values("patient_id").annotate(
        contact_points=Count("id"),
        phones=Count("id", filter=Q(kind=ContactKind.PHONE)),
        reachable_by=bits("kind", CONTACT_BITS),
    )


def _agreeing(as_of: AsOf) -> QuerySet[Any, Any]:
    in_force = Consent.objects.in_force(on=as_of.day).order_by()
    agreed = {f"agrees_{purpose}": Count("id", filter=Q(purpose=purpose)) for purpose in Purpose}
    return in_force.values("patient_id").annotate(**agreed)


def _ceasing(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    """Whose word begins to hold or no longer holds."""
    ended = Q(expires_on__gte=before.day, expires_on__lt=now.day)
    yield Consent.objects.filter(ended | reached("day", before, now)).order_by().values("patient_id")


SOURCES = (
    FactSource(
        "contact",
        (
            Fact("contact_points", FactType.NUMBER, _("contact points that work"), 0),
            Fact("phones", FactType.NUMBER, _("phones that work"), 0),
            Fact("reachable_by", FactType.SET, _("reachable by"), 0, codes=coded(ContactKind, CONTACT_BITS)),
        ),
        _contact_points,
    ),
    FactSource(
        "agreed",
        tuple(Fact(f"agrees_{purpose}", FactType.NUMBER, purpose.label, 0, inner=True) for purpose in Purpose),
        _agreeing,
        _ceasing,
    ),
)


DERIVED = (
    DerivedFact(
        "consents",
        FactType.SET,
        _("consents"),
        0,
        codes=coded(Purpose, CONSENT_BITS),
        formula=" + ".join(
            f"CASE WHEN {{agrees_{purpose}}} > 0 THEN {1 << place} ELSE 0 END"
            for purpose, place in CONSENT_BITS.items()
        ),
    ),
)
