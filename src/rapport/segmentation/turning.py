"""Whose grades the calendar moves, though none of their facts becomes another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import connection

from rapport.criteria.days import Day
from rapport.criteria.sql import Sql, condition
from rapport.criteria.tree import Between, Comparison, Leaf, Rows, leaves
from rapport.lib.facts import FactType
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
    turning = list(_turning(_leaves(), before, today))
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


def _turning(conditions: Iterable[Leaf], before: date, today: date) -> Iterator[Sql]:
    """A span of time turns for who has one of the days over which its ends have passed; anything else is asked for
    both days.
    """
    passed: dict[str, set[date]] = {}
    both: set[tuple[Sql, Sql]] = set()
    for leaf in conditions:
        ends = _ends(leaf)
        if isinstance(leaf, Rows) or not ends:
            both.add((condition(leaf, before), condition(leaf, today)))
            continue
        days = passed.setdefault(leaf.term.sql, set())
        for end in ends:
            days.update(_days_passed(end, before, today))
    for column, days in passed.items():
        if days:
            yield Sql(f"({column} IN ({', '.join(['%s'] * len(days))}))", tuple(sorted(days)))
    for then, now in both:
        if then != now:
            yield Sql(f"(({then.text}) IS DISTINCT FROM ({now.text}))", then.params + now.params)


def _ends(leaf: Leaf) -> tuple[Day, ...]:
    """The days that a span, or a day compared with another one, ends on; none of anything else."""
    match leaf:
        case Between(term, Day() as low, Day() as high) if term.type == FactType.DATE:
            return low, high
        case Comparison(term, _, Day() as day) if term.type == FactType.DATE:
            return (day,)
        case _:
            return ()


def _days_passed(end: Day, before: date, today: date) -> list[date]:
    first, last = end.on(before), end.on(today)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)] if first != last else []


def _leaves() -> Iterator[Leaf]:
    for in_force in policies_in_force():
        for node in in_force.policy.conditions():
            yield from leaves(node)
