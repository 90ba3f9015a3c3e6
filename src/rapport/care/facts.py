"""What visits, treatments, payments, plans, findings and the dentist's judgement say about a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from rapport.care.models import (
    Category,
    Finding,
    Interruption,
    Judgement,
    Payment,
    Plan,
    ThinkingTime,
    Treatment,
    Visit,
)
from rapport.care.models.category import Need
from rapport.care.models.finding import FindingKind, FindingState, Urgency
from rapport.care.models.interruption import InterruptionReason
from rapport.care.models.plan import UNDECIDED, UNFINISHED, PlanState
from rapport.care.models.visit import Resolution
from rapport.lib.bits import bits
from rapport.lib.day_numbers import DayOfMonth, MonthNumber
from rapport.lib.facts import (
    AsOf,
    Codes,
    DerivedFact,
    Fact,
    FactSource,
    FactType,
    RelatedRows,
    Tells,
    Unit,
    reached,
)
from rapport.people.models import Patient

# the needs that specialists treat, and the simple ones (PAT-B, PAT-C)
SPECIALIST = (Need.IMPLANT, Need.ORTHODONTIC, Need.RESTORATION)
BASIC = (Need.PREVENTION, Need.BASIC, Need.PAEDIATRIC)


def _since(as_of: AsOf, years: int) -> Q:
    return Q(day__gt=as_of.day - relativedelta(years=years))


_UNDECIDED = ", ".join(f"'{state}'" for state in UNDECIDED)

# What is counted stands in the covering index, or every row would be fetched for its id.


def _visits(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Visit.objects.filter(day__lte=as_of.day)
        .values("patient_id")
        .annotate(
            visits=Count("day"),
            visits_12m=Count("day", filter=_since(as_of, years=1)),
            visits_24m=Count("day", filter=_since(as_of, years=2)),
            first_visit=Min("day"),
            last_visit=Max("day"),
            waiting=Cast(Avg("waiting_minutes"), IntegerField()),
            with_us=_full_months(Min("day"), as_of.day),
        )
    )


def _losing(before: AsOf, now: AsOf) -> Q:
    """What is reached, and what the last 12 and 24 months lose. Treatments are done on the day of their visit."""
    return reduce(or_, (reached("day", before, now, years=years) for years in (0, 1, 2)))


def _full_months(day: Any, today: date) -> Any:
    """Months from `day` until `today`: one that is not full does not count."""
    not_full = Case(When(GreaterThan(DayOfMonth(day), today.day), then=1), default=0, output_field=IntegerField())
    return today.year * 12 + today.month - MonthNumber(day) - not_full


def _one_of(codes: Iterable[str]) -> Q:
    """A category among a few, which is cheaper compared with each than looked up in a list of them."""
    return reduce(or_, (Q(category=code) for code in codes), Q(pk__in=()))


def _kinds_of_treatment() -> tuple[tuple[str, int, str], ...]:
    """Code, position and need of every category."""
    return tuple(Category.objects.values_list("code", "position", "need"))


def _treated(as_of: AsOf) -> QuerySet[Any, Any]:
    # a few dozen codes are cheaper named than looked up for every treatment
    kinds = _kinds_of_treatment()
    of_need = {need: _one_of(code for code, _place, of in kinds if of == need) for need in Need}
    preventive = of_need[Need.PREVENTION]
    return (
        Treatment.objects.filter(day__lte=as_of.day)
        .values("patient_id")
        .annotate(
            billed=Sum("amount"),
            billed_12m=Sum("amount", filter=_since(as_of, years=1), default=0),
            billed_24m=Sum("amount", filter=_since(as_of, years=2), default=0),
            treatments=Count("day"),
            treated=bits("category_id", {code: place for code, place, _need in kinds}),
            preventive=Count("day", filter=preventive),
            last_checkup=Max("day", filter=preventive),
            checkups_kept_24m=Count("day", filter=preventive & _since(as_of, years=2), distinct=True),
            **{f"{need}_sum": Sum("amount", filter=of_need[need], default=0) for need in SPECIALIST},
        )
    )


def _paid(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Payment.objects.filter(day__lte=as_of.day)
        .values("patient_id")
        .annotate(
            payments=Count("day"),
            paid=Sum("amount"),
            paid_12m=Sum("amount", filter=_since(as_of, years=1), default=0),
            paid_24m=Sum("amount", filter=_since(as_of, years=2), default=0),
        )
    )


def _plans(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Plan.objects.filter(state__in=UNFINISHED, presented_on__lte=as_of.day)
        .values("patient_id")
        .annotate(unfinished_plans=Count("id"), unfinished_sum=Sum("amount"))
    )


def _thinking(as_of: AsOf) -> QuerySet[Any, Any]:
    running = ThinkingTime.objects.running(as_of.day).order_by()
    return running.values("patient_id").annotate(thinking_until=Max("ends_on"))


def _done_thinking(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    ended = ThinkingTime.objects.filter(ends_on__gte=before.day, ends_on__lt=now.day).order_by()
    yield ended.values("patient_id")


def _findings(as_of: AsOf) -> QuerySet[Any, Any]:
    found = Finding.objects.open().filter(found_on__lte=as_of.day)
    return found.values("patient_id").annotate(
        open_findings=Count("id"), urgent_findings=Count("id", filter=Q(urgency=Urgency.URGENT))
    )


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


def _interruptions(as_of: AsOf) -> QuerySet[Any, Any]:
    """Why people broke off who have not come again; where there are several reasons, the latest."""
    open_ones = Interruption.objects.filter(noticed_on__lte=as_of.day).order_by()
    came = Visit.objects.filter(patient=OuterRef("patient"), day__gt=OuterRef("noticed_on"), day__lte=as_of.day)
    later = open_ones.filter(patient=OuterRef("patient")).filter(
        Q(noticed_on__gt=OuterRef("noticed_on")) | Q(noticed_on=OuterRef("noticed_on"), pk__gt=OuterRef("pk"))
    )
    return open_ones.filter(~Exists(came), ~Exists(later)).values("patient_id", interruption=F("reason"))


def _noticed(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    """Who came again on a day that is reached is found by the visit."""
    yield Interruption.objects.filter(reached("noticed_on", before, now)).order_by().values("patient_id")


def _referrals_that_came(as_of: AsOf) -> QuerySet[Any, Any]:
    came = Visit.objects.filter(patient=OuterRef("pk"), day__lte=as_of.day)
    brought = Patient.objects.filter(Exists(came), referrer__isnull=False)
    return brought.values(patient_id=F("referrer_id")).annotate(referrals_came=Count("id"))


def _categories() -> Codes:
    categories = list(Category.objects.all())
    groups = {
        need.value: tuple(one.code for one in categories if one.need == need)
        for need in Need
        if need.value not in {one.code for one in categories}
    }
    for word, needs in (("specialist", SPECIALIST), ("basic", BASIC)):
        groups[word] = tuple(one.code for one in categories if one.need in needs)
    places = {one.code: one.position for one in categories}
    return Codes({one.code: str(one) for one in categories}, groups=groups, bits=places)


def _category_codes() -> Codes:
    """Categories where a row has one of them: the same words, without bits."""
    codes = _categories()
    return Codes(codes.labels, groups=codes.groups)


def _needs() -> Codes:
    return Codes({need.value: need.label for need in Need})


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
        lambda before, now: [Visit.objects.filter(_losing(before, now)).values("patient_id")],
    ),
    FactSource(
        "treatment",
        (
            Fact("billed", FactType.MONEY, _("billed"), 0),
            Fact("billed_12m", FactType.MONEY, _("billed in 12 months"), 0),
            Fact("billed_24m", FactType.MONEY, _("billed in 24 months"), 0),
            Fact("treatments", FactType.NUMBER, _("treatments"), 0),
            Fact("treated", FactType.SET, _("treated"), 0, codes=_categories),
            Fact("preventive", FactType.NUMBER, _("preventive treatments"), 0),
            Fact("last_checkup", FactType.DATE, _("last check-up or cleaning")),
            Fact("checkups_kept_24m", FactType.NUMBER, _("check-ups kept in 24 months"), 0),
            Fact("implant_sum", FactType.MONEY, _("spent on implants"), 0),
            Fact("orthodontic_sum", FactType.MONEY, _("spent on orthodontics"), 0),
            Fact("restoration_sum", FactType.MONEY, _("spent on restorations"), 0),
        ),
        _treated,
        words=_kinds_of_treatment,
    ),
    FactSource(
        "payment",
        (
            Fact("payments", FactType.NUMBER, _("payments"), 0),
            Fact("paid", FactType.MONEY, _("paid"), 0),
            Fact("paid_12m", FactType.MONEY, _("paid in 12 months"), 0),
            Fact("paid_24m", FactType.MONEY, _("paid in 24 months"), 0),
        ),
        _paid,
        lambda before, now: [Payment.objects.filter(_losing(before, now)).values("patient_id")],
    ),
    FactSource(
        "plan",
        (
            Fact("unfinished_plans", FactType.NUMBER, _("unfinished plans"), 0, tells=(Tells.CARE,)),
            Fact("unfinished_sum", FactType.MONEY, _("sum of unfinished plans"), 0, tells=(Tells.CARE,)),
        ),
        _plans,
        lambda before, now: [Plan.objects.filter(reached("presented_on", before, now)).values("patient_id")],
    ),
    FactSource(
        "thinking", (Fact("thinking_until", FactType.DATE, _("thinking until")),), _thinking, _done_thinking
    ),
    FactSource(
        "finding",
        (
            Fact("open_findings", FactType.NUMBER, _("open findings"), 0, tells=(Tells.CARE,)),
            Fact("urgent_findings", FactType.NUMBER, _("urgent findings"), 0, tells=(Tells.CARE,)),
        ),
        _findings,
        lambda before, now: [Finding.objects.filter(reached("found_on", before, now)).values("patient_id")],
    ),
    FactSource(
        "judgement",
        (
            Fact("judged_awareness", FactType.NUMBER, _("awareness, judged by the dentist"), tells=(Tells.CARE,)),
            Fact("judged_demands", FactType.NUMBER, _("demands, judged by the dentist"), tells=(Tells.CARE,)),
            Fact(
                "judged_reluctance", FactType.NUMBER, _("reluctance, judged by the dentist"), tells=(Tells.CARE,)
            ),
            Fact("hazard", FactType.NUMBER, _("technical hazards"), 0, tells=(Tells.CARE,), inner=True),
            Fact("endangering", FactType.NUMBER, _("conditions of their own"), 0, tells=(Tells.CARE,), inner=True),
        ),
        _judgements,
    ),
    FactSource(
        "interruption",
        (
            Fact(
                "interruption",
                FactType.CHOICE,
                _("broke off because of"),
                codes=lambda: Codes({one.value: one.label for one in InterruptionReason}),
            ),
        ),
        _interruptions,
        _noticed,
    ),
    FactSource(
        "referral_came",
        (Fact("referrals_came", FactType.NUMBER, _("people they brought who came"), 0),),
        _referrals_that_came,
    ),
)

_SPECIALIST_SUMS = "{implant_sum} + {orthodontic_sum} + {restoration_sum}"


def _spent(span: str) -> str:
    """A clinic that keeps payments is told by its payments; one that only writes down what was done, by that."""
    return f"CASE WHEN {{payments}} > 0 THEN {{paid{span}}} ELSE {{billed{span}}} END"


# In this order: each may use those before it.
DERIVED = (
    DerivedFact("spend", FactType.MONEY, _("spent"), 0, formula=_spent("")),
    DerivedFact("spend_12m", FactType.MONEY, _("spent in 12 months"), 0, formula=_spent("_12m")),
    DerivedFact("spend_24m", FactType.MONEY, _("spent in 24 months"), 0, formula=_spent("_24m")),
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
        codes=_needs,
        formula=(
            f"CASE WHEN {_SPECIALIST_SUMS} > 0 THEN "
            "CASE WHEN {implant_sum} >= {orthodontic_sum} AND {implant_sum} >= {restoration_sum} THEN 'implant' "
            "WHEN {orthodontic_sum} >= {restoration_sum} THEN 'orthodontic' ELSE 'restoration' END "
            "WHEN {treatments} > 0 AND {preventive} * 2 >= {treatments} THEN 'prevention' "
            "WHEN {treatments} > 0 THEN 'basic' END"
        ),
    ),
    # what the behaviour says (PAT-6); the dentist's judgement wins where there is one
    DerivedFact(
        "derived_awareness",
        FactType.NUMBER,
        _("awareness, from what they do"),
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
        formula=(
            f"CASE WHEN {{visits}} > 0 THEN 1 + CASE WHEN {_SPECIALIST_SUMS} > 0 THEN 1 ELSE 0 END "
            f"+ CASE WHEN {_SPECIALIST_SUMS} > 0 AND {{visits}} >= 6 THEN 1 ELSE 0 END END"
        ),
    ),
    DerivedFact(
        "awareness",
        FactType.NUMBER,
        _("awareness of oral health"),
        tells=(Tells.CARE,),
        formula="COALESCE({judged_awareness}, {derived_awareness})",
    ),
    DerivedFact(
        "demands",
        FactType.NUMBER,
        _("demands"),
        tells=(Tells.CARE,),
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
                codes=_category_codes,
                sql="SELECT 1 FROM care_treatment rt WHERE rt.visit_id = r.id AND rt.category_id IN ({codes})",
            ),
        ),
    ),
    RelatedRows(
        "treatment",
        _("treatments"),
        "care_treatment r",
        "r.patient_id = f.patient_id",
        (
            Fact("date", FactType.DATE, _("date"), sql="r.day"),
            Fact("amount", FactType.MONEY, _("amount"), sql="r.amount"),
            Fact("category", FactType.CHOICE, _("category"), codes=_category_codes, sql="r.category_id"),
        ),
    ),
    RelatedRows(
        "plan",
        _("plans"),
        "care_plan r",
        "r.patient_id = f.patient_id",
        (
            Fact("date", FactType.DATE, _("presented on"), sql="r.presented_on"),
            Fact("amount", FactType.MONEY, _("amount"), sql="r.amount"),
            Fact(
                "state",
                FactType.CHOICE,
                _("state"),
                codes=lambda: Codes({one.value: one.label for one in PlanState}),
                sql="r.state",
            ),
            Fact("category", FactType.CHOICE, _("category"), codes=_category_codes, sql="r.category_id"),
        ),
        tells=(Tells.CARE,),
    ),
    RelatedRows(
        "thinking",
        _("times to think"),
        "care_thinkingtime r",
        "r.patient_id = f.patient_id",
        (
            Fact("until", FactType.DATE, _("until"), sql="r.ends_on"),
            Fact("ended_early", FactType.DATE, _("ended early on"), sql="r.ended_on"),
            Fact("followed_up", FactType.BOOLEAN, _("followed up"), sql="(r.followed_up_on IS NOT NULL)"),
            Fact(
                "undecided",
                FactType.BOOLEAN,
                _("nothing decided"),
                sql=(
                    "(r.plan_id IS NULL OR EXISTS (SELECT 1 FROM care_plan x WHERE x.id = r.plan_id "  # noqa: S608
                    f"AND x.state IN ({_UNDECIDED})))"
                ),
            ),
        ),
        tells=(Tells.CARE,),
    ),
    RelatedRows(
        "finding",
        _("findings"),
        "care_finding r",
        "r.patient_id = f.patient_id",
        (
            Fact("date", FactType.DATE, _("found on"), sql="r.found_on"),
            Fact(
                "kind",
                FactType.CHOICE,
                _("what"),
                codes=lambda: Codes({one.value: one.label for one in FindingKind}),
                sql="r.kind",
            ),
            Fact(
                "urgency",
                FactType.CHOICE,
                _("urgency"),
                codes=lambda: Codes({one.value: one.label for one in Urgency}),
                sql="r.urgency",
            ),
            Fact(
                "state",
                FactType.CHOICE,
                _("state"),
                codes=lambda: Codes({one.value: one.label for one in FindingState}),
                sql="r.state",
            ),
        ),
        tells=(Tells.CARE,),
    ),
)
