"""What treatments say about a person: amounts done, check-ups kept, the main need."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rapport.care.facts.categories import SPECIALIST, categories, category_codes, kinds_of_treatment, needs
from rapport.care.facts.spans import since, until
from rapport.care.models import Treatment
from rapport.care.models.category import Need
from rapport.lib.bits import bits
from rapport.lib.facts import AsOf, DerivedFact, Fact, FactSource, FactType, RelatedRows, Tells, Unit


def _one_of(codes: Iterable[str]) -> Q:
    """A category among a few, which is cheaper compared with each than looked up in a list of them."""
    return reduce(or_, (Q(category=code) for code in codes), Q(pk__in=()))


def _treated(as_of: AsOf) -> QuerySet[Any, Any]:
    # a few dozen codes are cheaper named than looked up for every treatment
    kinds = kinds_of_treatment()
    of_need = {need: _one_of(code for code, _place, of in kinds if of == need) for need in Need}
    preventive = of_need[Need.PREVENTION]
    return (
        Treatment.objects.filter(until(as_of))
        .values("patient_id")
        .annotate(
            billed=Sum("amount"),
            billed_12m=Sum("amount", filter=since(as_of, years=1), default=0),
            billed_24m=Sum("amount", filter=since(as_of, years=2), default=0),
            treatments=Count("day"),
            treated=bits("category_id", {code: place for code, place, _need in kinds}),
            preventive=Count("day", filter=preventive),
            last_checkup=Max("day", filter=preventive),
            checkups_kept_24m=Count("day", filter=preventive & since(as_of, years=2), distinct=True),
            **{f"{need}_sum": Sum("amount", filter=of_need[need], default=0) for need in SPECIALIST},
        )
    )


SPECIALIST_SUMS = "{implant_sum} + {orthodontic_sum} + {restoration_sum}"


SOURCES = (
    FactSource(
        "treatment",
        (
            Fact("billed", FactType.MONEY, _("billed"), 0),
            Fact("billed_12m", FactType.MONEY, _("billed in 12 months"), 0),
            Fact("billed_24m", FactType.MONEY, _("billed in 24 months"), 0),
            Fact("treatments", FactType.NUMBER, _("treatments"), 0),
            Fact("treated", FactType.SET, _("treated"), 0, codes=categories, tells=(Tells.DEALINGS,)),
            Fact("preventive", FactType.NUMBER, _("preventive treatments"), 0),
            Fact("last_checkup", FactType.DATE, _("last check-up or cleaning")),
            Fact("checkups_kept_24m", FactType.NUMBER, _("check-ups kept in 24 months"), 0),
            Fact("implant_sum", FactType.MONEY, _("spent on implants"), 0),
            Fact("orthodontic_sum", FactType.MONEY, _("spent on orthodontics"), 0),
            Fact("restoration_sum", FactType.MONEY, _("spent on restorations"), 0),
        ),
        _treated,
        turns_with="visit",
        words=kinds_of_treatment,
    ),
)


DERIVED = (
    DerivedFact(
        "prevention_share",
        FactType.NUMBER,
        _("share of prevention"),
        unit=Unit.PERCENT,
        formula="CASE WHEN {treatments} > 0 THEN {preventive} * 100 / {treatments} END",
    ),
    # one check-up every six months is expected, in the last two years or since they are with us
    DerivedFact(
        "recall_kept",
        FactType.NUMBER,
        _("check-ups kept of those expected"),
        unit=Unit.PERCENT,
        formula=(
            "CASE WHEN {with_us} < 6 THEN NULL "
            "WHEN {checkups_kept_24m} * 6 >= CASE WHEN {with_us} > 24 THEN 24 ELSE {with_us} END THEN 100 "
            "ELSE {checkups_kept_24m} * 600 / CASE WHEN {with_us} > 24 THEN 24 ELSE {with_us} END END"
        ),
    ),
    DerivedFact(
        "main_need",
        FactType.CHOICE,
        _("main need"),
        tells=(Tells.DEALINGS,),
        codes=needs,
        formula=(
            f"CASE WHEN {SPECIALIST_SUMS} > 0 THEN "
            "CASE WHEN {implant_sum} >= {orthodontic_sum} AND {implant_sum} >= {restoration_sum} THEN 'implant' "
            "WHEN {orthodontic_sum} >= {restoration_sum} THEN 'orthodontic' ELSE 'restoration' END "
            "WHEN {treatments} > 0 AND {preventive} * 2 >= {treatments} THEN 'prevention' "
            "WHEN {treatments} > 0 THEN 'basic' END"
        ),
    ),
)


RELATED = (
    RelatedRows(
        "treatment",
        _("treatments"),
        "care_treatment r",
        "r.patient_id = f.patient_id",
        (
            Fact("date", FactType.DATE, _("date"), sql="r.day"),
            Fact("amount", FactType.MONEY, _("amount"), sql="r.amount"),
            Fact("category", FactType.CHOICE, _("category"), codes=category_codes, sql="r.category_id"),
        ),
        tells=(Tells.DEALINGS,),
    ),
)
