"""The dentist's judgement, and what behaviour says where there is none (PAT-6)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from rapport.care.actions.judgements import SCALES
from rapport.care.facts.treatments import SPECIALIST_SUMS
from rapport.care.models import Judgement
from rapport.lib.facts import AsOf, DerivedFact, Fact, FactSource, FactType, Tells


def _judgements(as_of: AsOf) -> QuerySet[Any, Any]:
    """The latest judgement of everyone who has one."""
    made = Judgement.objects.filter(at__lte=as_of.moment)
    later = made.filter(patient=OuterRef("patient")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return made.filter(~Exists(later)).values(
        "patient_id",
        judged_awareness=F("awareness"),
        judged_demands=F("demands"),
        judged_reluctance=F("reluctance"),
        hazard=Cast("technical_hazard", IntegerField()),
        endangering=Cast("own_conditions", IntegerField()),
    )


def _judged(name: str, label: Any, scale: str) -> Fact:
    return Fact(name, FactType.NUMBER, label, tells=(Tells.CARE,), least=1, most=SCALES[scale])


SOURCES = (
    FactSource(
        "judgement",
        (
            _judged("judged_awareness", _("awareness, judged by the dentist"), "awareness"),
            _judged("judged_demands", _("demands, judged by the dentist"), "demands"),
            _judged("judged_reluctance", _("reluctance, judged by the dentist"), "reluctance"),
            Fact("hazard", FactType.NUMBER, _("technical hazards"), 0, tells=(Tells.CARE,), inner=True),
            Fact("endangering", FactType.NUMBER, _("conditions of their own"), 0, tells=(Tells.CARE,), inner=True),
        ),
        _judgements,
    ),
)


DERIVED = (
    # what the behaviour says (PAT-6); the dentist's judgement wins where there is one
    DerivedFact(
        "derived_awareness",
        FactType.NUMBER,
        _("awareness, from what they do"),
        tells=(Tells.DEALINGS,),
        least=1,
        most=SCALES["awareness"],
        formula=(
            "CASE WHEN {visits} > 0 THEN 1 + CASE WHEN {checkups_kept_24m} >= 1 THEN 1 ELSE 0 END "
            "+ CASE WHEN {checkups_kept_24m} >= 3 THEN 1 ELSE 0 END "
            "+ CASE WHEN {prevention_share} >= 30 THEN 1 ELSE 0 END "
            "+ CASE WHEN {recall_kept} >= 75 THEN 1 ELSE 0 END END"
        ),
    ),
    DerivedFact(
        "derived_demands",
        FactType.NUMBER,
        _("demands, from what they do"),
        tells=(Tells.DEALINGS,),
        least=1,
        most=SCALES["demands"],
        formula=(
            f"CASE WHEN {{visits}} > 0 THEN 1 + CASE WHEN {SPECIALIST_SUMS} > 0 THEN 1 ELSE 0 END "
            f"+ CASE WHEN {SPECIALIST_SUMS} > 0 AND {{visits}} >= 6 THEN 1 ELSE 0 END END"
        ),
    ),
    DerivedFact(
        "awareness",
        FactType.NUMBER,
        _("awareness of oral health"),
        tells=(Tells.CARE,),
        least=1,
        most=SCALES["awareness"],
        formula="COALESCE({judged_awareness}, {derived_awareness})",
    ),
    DerivedFact(
        "demands",
        FactType.NUMBER,
        _("demands"),
        tells=(Tells.CARE,),
        least=1,
        most=SCALES["demands"],
        formula="COALESCE({judged_demands}, {derived_demands})",
    ),
)


OWN = (
    Fact("technical_hazard", FactType.BOOLEAN, _("technical hazard"), sql="(f.hazard > 0)", tells=(Tells.CARE,)),
    Fact(
        "own_conditions",
        FactType.BOOLEAN,
        _("conditions of their own"),
        sql="(f.endangering > 0)",
        tells=(Tells.CARE,),
    ),
)
