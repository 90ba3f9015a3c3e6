"""Months with the clinic that become full ones: told from the first visit as it is kept, so that no record of the
people whom a day moves in nothing else is read.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Min, OuterRef, Subquery

from rapport.care.facts.visits import full_months
from rapport.people.models import Patient
from rapport.segmentation.catalogue import COLUMNS, DERIVED
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.scope import Chosen, choose

_FACTS = f'"{PatientFacts._meta.db_table}"'
_MONTHS = "with_us"


def whose_months_fill(before: date, now: date, branch_ids: Collection[int]) -> set[int]:
    """The people of these branches who between two looks come to be one more month with the clinic."""
    first = PatientFacts.objects.aggregate(day=Min("first_visit"))["day"]
    if first is None:
        return set()
    # every such day is named: the first visit has an index
    of_month = _days_of_month(before, now)
    days = [day for n in range((now - first).days) if (day := first + timedelta(days=n)).day in of_month]
    # each is looked up, or PostgreSQL would read everyone's branch
    branch = Subquery(Patient.objects.filter(pk=OuterRef("pk")).values("branch"))
    come = PatientFacts.objects.filter(first_visit__in=days).annotate(branch=branch)
    return set(come.filter(branch__in=branch_ids).values_list("pk", flat=True))


def fill_months(patient_ids: Collection[int], day: date) -> None:
    """Bring the months of these people to `day`, and what follows from them; all else stays as it is kept."""
    choose(patient_ids)
    query = PatientFacts.objects.filter(Chosen("patient_id")).values("patient_id")
    months, params = query.annotate(full=full_months(F("first_visit"), day)).query.sql_with_params()
    new = {_MONTHS: "m.full", **_following()}
    told = ", ".join(f'{expression} AS "{name}"' for name, expression in new.items())
    renewed = ", ".join(f'"{name}" = n."{name}"' for name in new)
    differs = " OR ".join(f'{_FACTS}."{name}" IS DISTINCT FROM n."{name}"' for name in new)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_FACTS} SET as_of = '{day}', {renewed} FROM (SELECT f.patient_id, {told} FROM {_FACTS} f "  # noqa: S608
            f"JOIN ({months}) m ON m.patient_id = f.patient_id) n "
            f"WHERE n.patient_id = {_FACTS}.patient_id AND ({differs})",
            params,
        )


def _following() -> dict[str, str]:
    """The facts that are worked out of the months, or of one of these, as SQL over the kept ones."""
    known = {name: f'f."{name}"' for name in COLUMNS} | {_MONTHS: "m.full"}
    found: dict[str, str] = {}
    for fact in DERIVED:
        if any(f"{{{name}}}" in fact.formula for name in (_MONTHS, *found)):
            found[fact.name] = known[fact.name] = fact.formula.format(**known)
    return found


def _days_of_month(before: date, now: date) -> set[int]:
    """The days of the month that come after `before` until `now`; those that a short month has not come with the
    first of the next.
    """
    numbers: set[int] = set()
    day = before
    while day < now:
        last = day.day
        day += timedelta(days=1)
        numbers.add(day.day)
        if day.day == 1:
            numbers.update(range(last + 1, 32))
    return numbers
