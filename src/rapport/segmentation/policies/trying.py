"""A policy tried on the whole base before it counts (PAT-9): who would move from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.people.models import Patient, Standing
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.grading import grade_sql
from rapport.segmentation.policies.policy import Policy, rank
from rapport.segmentation.segments import days_of_branches

_FACTS, _STANDING, _PATIENT = (f'"{model._meta.db_table}"' for model in (PatientFacts, Standing, Patient))


@dataclass(frozen=True)
class Trial:
    """How many people would move from one grade to another; '' is outside of the scheme."""

    scheme: Scheme
    moves: dict[tuple[str, str], int]
    jump: int

    @property
    def everyone(self) -> int:
        return sum(number for (before, after), number in self.moves.items() if before or after)

    @property
    def moving(self) -> int:
        return sum(number for (before, after), number in self.moves.items() if before != after)

    @property
    def up(self) -> int:
        return self._steps(lambda step: step < 0)

    @property
    def down(self) -> int:
        return self._steps(lambda step: step > 0)

    @property
    def jumping(self) -> int:
        """Those who would move so far that a person has to confirm it."""
        return self._steps(lambda step: bool(self.jump) and abs(step) >= self.jump)

    def now(self, grade: str) -> int:
        return sum(number for (before, _after), number in self.moves.items() if before == grade)

    def then(self, grade: str) -> int:
        return sum(number for (_before, after), number in self.moves.items() if after == grade)

    def _steps(self, wanted) -> int:  # type: ignore[no-untyped-def]
        return sum(
            number
            for (before, after), number in self.moves.items()
            if before and after and wanted(rank(self.scheme, after) - rank(self.scheme, before))
        )


def try_policy(
    policy: Policy, branch_ids: frozenset[int] | None = None, days: dict[date, list[int]] | None = None
) -> Trial:
    """What `policy` would do to everyone (of some branches) today, or on the given days of branches, beside where
    they stand. Changes nothing.
    """
    ruled = _ruled(policy, branch_ids, days)
    with connection.cursor() as cursor:
        counted = f"SELECT before, after, count(*) FROM ({ruled.text}) r GROUP BY before, after"  # noqa: S608
        cursor.execute(counted, ruled.params)
        moves = {(before, after): number for before, after, number in cursor.fetchall()}
    return Trial(policy.scheme, moves, policy.safeguards.jump)


def movers(
    policy: Policy,
    before: str | None = None,
    after: str | None = None,
    *,
    limit: int,
    branch_ids: frozenset[int] | None = None,
) -> list[tuple[int, str, str]]:
    """Up to `limit` people who would move (from `before` to `after` where these are given): id, from, to."""
    ruled = _ruled(policy, branch_ids)
    wanted = [("before", before), ("after", after)]
    told = [f"{column} = %s" for column, grade in wanted if grade is not None]
    params = [grade for _column, grade in wanted if grade is not None]
    where = " AND ".join(["before <> after", *told])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT patient_id, before, after FROM ({ruled.text}) r WHERE {where} ORDER BY patient_id LIMIT %s",  # noqa: S608
            [*ruled.params, *params, limit],
        )
        return [(pk, old, new) for pk, old, new in cursor.fetchall()]


def _ruled(policy: Policy, branch_ids: frozenset[int] | None, days: dict[date, list[int]] | None = None) -> Sql:
    name = policy.scheme
    parts: list[str] = []
    params: list[object] = []
    for day, branches in (days or days_of_branches()).items():
        chosen = [pk for pk in branches if branch_ids is None or pk in branch_ids]
        if chosen:
            one = _ruled_on(policy, day, chosen)
            parts.append(one.text)
            params += one.params
    nobody = f"SELECT patient_id, {name} AS before, {name} AS after FROM {_STANDING} WHERE false"  # noqa: S608
    text = " UNION ALL ".join(parts) or nobody
    return Sql(text, tuple(params))


def _ruled_on(policy: Policy, day: date, branches: Sequence[int]) -> Sql:
    grade = grade_sql(policy, day)
    marks = ", ".join(["%s"] * len(branches))
    text = (
        f"SELECT f.patient_id, COALESCE(s.{policy.scheme}, '') AS before, {grade.text} AS after "  # noqa: S608
        f"FROM {_FACTS} f JOIN {_PATIENT} p ON p.id = f.patient_id "
        f"LEFT JOIN {_STANDING} s ON s.patient_id = f.patient_id WHERE p.branch_id IN ({marks})"
    )
    return Sql(text, (*grade.params, *branches))


def grades_in_order(scheme: str) -> list[str]:
    return list(GRADES[scheme])
