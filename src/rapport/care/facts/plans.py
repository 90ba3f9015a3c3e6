"""What is still open: findings, plans, time to think, and why somebody broke off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rapport.care.facts.categories import category_codes
from rapport.care.models import Finding, Interruption, Plan, ThinkingTime, Visit
from rapport.care.models.finding import FindingKind, FindingState, Urgency
from rapport.care.models.interruption import InterruptionReason
from rapport.care.models.plan import UNDECIDED, UNFINISHED, PlanState
from rapport.lib.facts import AsOf, Codes, Fact, FactSource, FactType, RelatedRows, Tells, reached

_UNDECIDED = ", ".join(f"'{state}'" for state in UNDECIDED)


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


SOURCES = (
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
        "thinking",
        (Fact("thinking_until", FactType.DATE, _("thinking until"), tells=(Tells.DEALINGS,)),),
        _thinking,
        _done_thinking,
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
        "interruption",
        (
            Fact(
                "interruption",
                FactType.CHOICE,
                _("broke off because of"),
                codes=lambda: Codes({one.value: one.label for one in InterruptionReason}),
                tells=(Tells.DEALINGS,),
            ),
        ),
        _interruptions,
        _noticed,
        turns_with="visit",
    ),
)


RELATED = (
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
            Fact("category", FactType.CHOICE, _("category"), codes=category_codes, sql="r.category_id"),
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
