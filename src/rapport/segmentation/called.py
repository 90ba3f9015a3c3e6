"""What the calls of a rule brought, beside those whom chance left in peace (CAM-8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from rapport.care.models import Payment, Treatment, Visit
from rapport.lib.day_numbers import DaysAfter
from rapport.outreach.holdout import CALLS_COUNT_FOR
from rapport.outreach.models import LONGEST_CALL, Call, Closing, Task, TaskRule
from rapport.segmentation.brought import Compared, Group

_HELD = ExpressionWrapper(Q(closed_how=Closing.HELD_BACK), output_field=BooleanField())
_TOLD = (Closing.DONE, Closing.REFUSED, Closing.NOT_REACHED)


@dataclass(frozen=True)
class Called(Compared):
    """Of one rule, as long as it held back `share` of a hundred. Besides, of those on the list: with how many
    somebody spoke, how many did not want it, how many were not reached."""

    rule: TaskRule
    share: int
    spoken: int
    refused: int
    not_reached: int


def called(branch_ids: Collection[int], since: date, until: date, **of: Any) -> list[Called]:
    """The rules whose tasks of the days `since` to `until` drew lots, as far as their time to come is over on
    `until`; those alone that fit `of` (rule, drawn). Visits and money count from the day after the task was made.
    Two queries.
    """
    tasks = lots(branch_ids, since, until - CALLS_COUNT_FOR).filter(**of)
    rows = _groups(tasks)
    rules = TaskRule.objects.in_bulk({rule for rule, _share, _held in rows})
    return [
        _called(rules[rule], share, rows.get((rule, share, False), {}), rows.get((rule, share, True), {}))
        for rule, share in sorted({(rule, share) for rule, share, _held in rows})
    ]


def lots(branch_ids: Collection[int], since: date, until: date) -> QuerySet[Task]:
    """The tasks that drew a lot from the day `since` to the day `until`; a task's occasion is its day."""
    days = {"occasion__gte": since.isoformat(), "occasion__lte": until.isoformat()}
    return Task.objects.filter(branch__in=branch_ids, rule__isnull=False, drawn__gt=0, **days)


def minutes_on_the_phone(tasks: QuerySet[Task]) -> int:
    """What the calls of these tasks took: what they cost."""
    took = ExpressionWrapper(F("ended_at") - F("begun_at"), output_field=DurationField())
    calls = Call.objects.filter(task__in=tasks, ended_at__lte=F("begun_at") + LONGEST_CALL).order_by()
    took_all = calls.aggregate(all=Coalesce(Sum(took), timedelta(), output_field=DurationField()))["all"]
    minutes: int = round(took_all / timedelta(minutes=1))
    return minutes


def _groups(tasks: QuerySet[Task]) -> dict[tuple[int, int, bool], Any]:
    """(rule, share, held back) → figures."""
    dated = tasks.annotate(
        first=DaysAfter("occasion", 1), last=DaysAfter("occasion", CALLS_COUNT_FOR.days), held=_HELD
    )
    then = {"patient": OuterRef("patient"), "day__gte": OuterRef("first"), "day__lte": OuterRef("last")}
    paid = _sum(Payment.objects.filter(counted=True, **then))
    # of people without any payment, what was done
    pays = Payment.objects.filter(patient=OuterRef("patient"), counted=True)
    done = _sum(Treatment.objects.filter(~Exists(pays), **then))
    told = dated.annotate(came=Exists(Visit.objects.filter(**then)), spent=Coalesce(paid, done, 0))
    by_group = (
        told.order_by()
        .values("rule", "drawn", "held")
        .annotate(
            people=Count("pk"),
            who_came=Count("pk", filter=Q(came=True)),
            money=Sum("spent"),
            **{how.value: Count("pk", filter=Q(closed_how=how)) for how in _TOLD},
        )
    )
    return {(one["rule"], one["drawn"], one["held"]): one for one in by_group}


def _sum(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values("patient").annotate(all=Sum("amount")).values("all"))


def _called(rule: TaskRule, share: int, offered: Mapping[str, int], held: Mapping[str, int]) -> Called:
    of = offered.get
    return Called(
        offered=_group(offered),
        held_back=_group(held),
        rule=rule,
        share=share,
        spoken=of(Closing.DONE, 0) + of(Closing.REFUSED, 0),
        refused=of(Closing.REFUSED, 0),
        not_reached=of(Closing.NOT_REACHED, 0),
    )


def _group(row: Mapping[str, int]) -> Group:
    return Group(row.get("people", 0), row.get("who_came", 0), row.get("money", 0))
