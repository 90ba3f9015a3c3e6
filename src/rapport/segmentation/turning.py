"""Whose grades the calendar moves, though none of their facts becomes another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection

from rapport.criteria.sql import Sql, condition
from rapport.criteria.tree import Leaf, Rows, leaves
from rapport.people.models import GradeByHand, Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.force import policies_in_force

_FACTS, _PATIENT, _HAND = (f'"{model._meta.db_table}"' for model in (PatientFacts, Patient, GradeByHand))


def rules_ask_of_others() -> bool:
    """Whether a rule in force looks at the facts of other people, whose days then move one's grade: children."""
    return any(
        isinstance(leaf, Rows) and PatientFacts._meta.db_table in leaf.relation.source for leaf in _leaves()
    )


def whose_grades_turn(before: date, today: date) -> list[int]:
    """The people, of any branch, for whom a condition of a rule in force says another thing `today` than on
    the day `before`, or whose grade by hand has ended since.
    """
    turning = _turning(_leaves(), before, today)
    where = " OR ".join(one.text for one in turning) or "1 = 0"
    # the record is joined only where it is asked
    joined = f"JOIN {_PATIENT} p ON p.id = f.patient_id" if "p." in where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT patient_id FROM {_HAND} WHERE ended_at IS NULL AND until >= %s AND until < %s "  # noqa: S608
            f"UNION SELECT f.patient_id FROM {_FACTS} f {joined} WHERE {where}",
            [before, today, *(param for one in turning for param in one.params)],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _turning(conditions: Iterable[Leaf], before: date, today: date) -> set[Sql]:
    pairs = {(condition(leaf, before), condition(leaf, today)) for leaf in conditions}
    return {
        Sql(f"(({then.text}) IS DISTINCT FROM ({now.text}))", then.params + now.params)
        for then, now in pairs
        if then != now
    }


def _leaves() -> Iterator[Leaf]:
    for in_force in policies_in_force():
        for node in in_force.policy.conditions():
            yield from leaves(node)
