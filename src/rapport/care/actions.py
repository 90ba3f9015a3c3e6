"""Writes on visits, payments and plans. Each marks the people it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from rapport.care.models import Category, Payment, Plan, PlanState, Treatment, Visit
from rapport.care.models.category import BUILT_IN
from rapport.people.actions import touch

# days in which nobody presses a client about a plan (LOY-4, default)
THINKING_DAYS = 14


def ensure_categories() -> None:
    """Have the built-in treatment categories, without touching what the clinic has made of them."""
    Category.objects.bulk_create(
        (Category(code=code, need=need, position=place) for place, (code, need) in enumerate(BUILT_IN)),
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class NewVisit:
    """A visit about to be written down, with its treatments; none of them has an id yet."""

    visit: Visit
    treatments: Sequence[Treatment] = ()


@transaction.atomic
def record_visits(visits: Sequence[NewVisit]) -> list[Visit]:
    """Write down visits with their treatments (REC-3) in a handful of statements, in the same order, with ids."""
    saved = Visit.objects.bulk_create([new.visit for new in visits])
    add_treatments([(visit, line) for visit, new in zip(saved, visits, strict=True) for line in new.treatments])
    touch(visit.patient_id for visit in saved)
    return saved


@transaction.atomic
def add_treatments(lines: Sequence[tuple[Visit, Treatment]]) -> list[Treatment]:
    """Add treatments to visits that are there; patient and day are taken from the visit."""
    for visit, line in lines:
        line.visit, line.patient_id, line.day = visit, visit.patient_id, visit.day
    touch(visit.patient_id for visit, _line in lines)
    return Treatment.objects.bulk_create([line for _visit, line in lines])


@transaction.atomic
def take_payments(payments: Sequence[Payment]) -> list[Payment]:
    """Write down money that came in (or went back, below zero)."""
    touch(payment.patient_id for payment in payments)
    return Payment.objects.bulk_create(payments)


@transaction.atomic
def present_plan(plan: Plan, *, on: date, thinking_days: int = THINKING_DAYS) -> Plan:
    """Lay a plan before a person and start their time to think (REC-5, LOY-4)."""
    plan.presented_on, plan.state = on, PlanState.CONSIDERING
    plan.thinking_until = on + timedelta(days=thinking_days)
    plan.save()
    touch([plan.patient_id])
    return plan
