"""How many stand in every grade of every branch, written down day by day (LOY-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from rapport.people.models import Patient, Standing
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import GradeCount
from rapport.segmentation.segments import days_of_branches

_COUNT, _STANDING, _PATIENT = (f'"{model._meta.db_table}"' for model in (GradeCount, Standing, Patient))


@transaction.atomic
def count_grades(day: date | None = None) -> None:
    """Write down how many stand where now, as of `day`, or of today at each branch.

    A day that was counted before is counted anew, so this may run as often as it likes.
    """
    days = days_of_branches()
    if day is not None:
        days = {day: [branch for branches in days.values() for branch in branches]}
    for one, branches in days.items():
        GradeCount.objects.filter(day=one, branch__in=branches).delete()
        _write(one, branches)


def _write(day: date, branch_ids: Sequence[int]) -> None:
    """One pass over everyone gives the few hundred ways in which people stand; those are then added up."""
    marks = ", ".join(["%s"] * len(branch_ids))
    added = " UNION ALL ".join(
        f"SELECT branch_id, %s, '{scheme}', {scheme}, sum(people), "  # noqa: S608
        f"sum(CASE WHEN lifecycle = 'active' THEN people ELSE 0 END) "
        f"FROM ways WHERE {scheme} <> '' GROUP BY branch_id, {scheme}"
        for scheme in Scheme
    )
    names = ", ".join(Scheme)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_COUNT} (branch_id, day, scheme, grade, people, active) "  # noqa: S608
            f"WITH ways AS (SELECT p.branch_id, {names}, count(*) AS people FROM {_STANDING} s "
            f"JOIN {_PATIENT} p ON p.id = s.patient_id WHERE p.branch_id IN ({marks}) "
            f"GROUP BY p.branch_id, {names}) {added}",
            [*branch_ids, *[day] * len(Scheme)],
        )
