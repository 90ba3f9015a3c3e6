"""How many stand in every grade of every branch, written down day by day (LOY-3)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import connection, transaction

from rapport.people.models import Patient, Standing
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import GradeCount
from rapport.segmentation.segments import days_of_branches

_STANDING, _PATIENT = (f'"{model._meta.db_table}"' for model in (Standing, Patient))


@transaction.atomic
def count_grades(day: date | None = None) -> None:
    """Write down how many stand where now, as of `day`, or of today at each branch.

    A day that was counted before is counted anew, so this may run as often as it likes.
    """
    days = {branch: day or today for today, branches in days_of_branches().items() for branch in branches}
    people, active = _count()
    for one in set(days.values()):
        GradeCount.objects.filter(day=one, branch__in=[branch for branch in days if days[branch] == one]).delete()
    GradeCount.objects.bulk_create(
        GradeCount(
            branch_id=branch,
            day=days[branch],
            scheme=scheme,
            grade=grade,
            people=number,
            active=active[branch, scheme, grade],
        )
        for (branch, scheme, grade), number in people.items()
    )


def _count() -> tuple[Counter[tuple[int, Scheme, str]], Counter[tuple[int, Scheme, str]]]:
    """(branch, scheme, grade) → people, and those of them who are active. One pass over everyone gives the few
    hundred ways in which people stand; those are then added up.
    """
    people: Counter[tuple[int, Scheme, str]] = Counter()
    active: Counter[tuple[int, Scheme, str]] = Counter()
    names = ", ".join(Scheme)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.branch_id, count(*), {names} FROM {_STANDING} s JOIN {_PATIENT} p ON p.id = s.patient_id "  # noqa: S608
            f"GROUP BY p.branch_id, {names}"
        )
        for branch, number, *grades in cursor.fetchall():
            way = dict(zip(Scheme, grades, strict=True))
            for scheme, grade in way.items():
                if grade:
                    people[branch, scheme, grade] += number
                    active[branch, scheme, grade] += number if way[Scheme.LIFECYCLE] == "active" else 0
    return people, active
