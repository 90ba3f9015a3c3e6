"""A policy tried on the whole base before it counts (PAT-9): who would move from where to where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.people.models import GradeByHand, Patient, Standing, Steward
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.grading import UNHAPPY, grade_sql
from rapport.segmentation.policies.policy import Policy, Safeguards, rank
from rapport.segmentation.segments import days_of_branches

_FACTS, _STANDING, _PATIENT, _HAND, _STEWARD = (
    f'"{model._meta.db_table}"' for model in (PatientFacts, Standing, Patient, GradeByHand, Steward)
)
# a value without a steward is a work item (REC-9)
_NEEDS_STEWARD = ("key", "potential")

Cell = tuple[str, str]


@dataclass(frozen=True)
class Trial:
    """How many people would move from one grade to another; '' is outside of the scheme.

    A grade by hand that is in force stays what it is. `unhappy` are those among `moves` who are dissatisfied,
    `examples` somebody of each cell, `by_hand` how many stay because of a grade by hand, `without_steward` how
    many would newly be of value while nobody looks after them (REC-9; 0 in other schemes).
    """

    scheme: Scheme
    moves: dict[Cell, int]
    safeguards: Safeguards
    unhappy: dict[Cell, int] = field(default_factory=dict)
    examples: dict[Cell, int] = field(default_factory=dict)
    by_hand: int = 0
    without_steward: int = 0

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
        return sum(self.moves.get(cell, 0) for cell in far_cells(self.scheme, self.safeguards.jump))

    @property
    def falling_unhappy(self) -> int:
        """Those who would go down while they are dissatisfied."""
        return sum(self.unhappy.get(cell, 0) for cell, step in _cells(self.scheme) if step > 0)

    def now(self, grade: str) -> int:
        return sum(number for (before, _after), number in self.moves.items() if before == grade)

    def then(self, grade: str) -> int:
        return sum(number for (_before, after), number in self.moves.items() if after == grade)

    def _steps(self, wanted: Callable[[int], bool]) -> int:
        return sum(self.moves.get(cell, 0) for cell, step in _cells(self.scheme) if wanted(step))


def far_cells(scheme: str, jump: int) -> list[Cell]:
    """The moves of `jump` grades or more; none for 0."""
    return [cell for cell, step in _cells(scheme) if jump and abs(step) >= jump]


def _cells(scheme: str) -> Iterator[tuple[Cell, int]]:
    """Every move between two grades and its length; more than 0 is down."""
    for before in GRADES[scheme]:
        for after in GRADES[scheme]:
            yield (before, after), rank(scheme, after) - rank(scheme, before)


def try_policy(
    policy: Policy, branch_ids: frozenset[int] | None = None, days: dict[date, list[int]] | None = None
) -> Trial:
    """What `policy` would do to everyone (of some branches) today, or on the given days of branches, beside where
    they stand. Changes nothing.
    """
    ruled = _ruled(policy, branch_ids, days)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT before, after, count(*), sum(unhappy), sum(by_hand), min(patient_id) "  # noqa: S608
            f"FROM ({ruled.text}) r GROUP BY before, after",
            ruled.params,
        )
        rows = cursor.fetchall()
        unattended = _without_steward(cursor, ruled) if policy.scheme == Scheme.VALUE else 0
    return Trial(
        policy.scheme,
        {(row[0], row[1]): row[2] for row in rows},
        policy.safeguards,
        {(row[0], row[1]): row[3] for row in rows},
        {(row[0], row[1]): row[5] for row in rows},
        sum(row[4] for row in rows),
        unattended,
    )


def _without_steward(cursor: Any, ruled: Sql) -> int:
    marks = ", ".join(["%s"] * len(_NEEDS_STEWARD))
    cursor.execute(
        f"SELECT count(*) FROM ({ruled.text}) r WHERE after IN ({marks}) AND before NOT IN ({marks}) "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {_STEWARD} s WHERE s.patient_id = r.patient_id AND s.until IS NULL)",
        [*ruled.params, *_NEEDS_STEWARD, *_NEEDS_STEWARD],
    )
    return int(cursor.fetchone()[0])


def movers(
    policy: Policy,
    cells: Sequence[Cell] | None = None,
    *,
    limit: int,
    beyond: int = 0,
    branch_ids: frozenset[int] | None = None,
) -> list[tuple[int, str, str]]:
    """Up to `limit` people of some cells, or else all who would move: id, from, to; in the order of their ids, of
    which the first is greater than `beyond`.
    """
    ruled = _ruled(policy, branch_ids)
    where = "before <> after"
    if cells is not None:
        where = " OR ".join(["(before = %s AND after = %s)"] * len(cells)) or "false"
    params = [grade for cell in cells or () for grade in cell]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT patient_id, before, after FROM ({ruled.text}) r WHERE ({where}) AND patient_id > %s "  # noqa: S608
            "ORDER BY patient_id LIMIT %s",
            [*ruled.params, *params, beyond, limit],
        )
        return [(pk, old, new) for pk, old, new in cursor.fetchall()]


def _ruled(policy: Policy, branch_ids: frozenset[int] | None, days: dict[date, list[int]] | None = None) -> Sql:
    parts: list[Sql] = []
    for day, branches in (days or days_of_branches()).items():
        if chosen := [pk for pk in branches if branch_ids is None or pk in branch_ids]:
            parts.append(_ruled_on(policy, day, chosen))
    if not parts:
        nobody = "SELECT patient_id, '' AS before, '' AS after, 0 AS unhappy, 0 AS by_hand"
        return Sql(f"{nobody} FROM {_STANDING} WHERE 1 = 0", ())
    text = " UNION ALL ".join(part.text for part in parts)
    return Sql(text, tuple(param for part in parts for param in part.params))


def _ruled_on(policy: Policy, day: date, branches: Sequence[int]) -> Sql:
    grade = grade_sql(policy, day)
    marks = ", ".join(["%s"] * len(branches))
    text = (
        f"SELECT f.patient_id, COALESCE(s.{policy.scheme}, '') AS before, "  # noqa: S608
        f"COALESCE(h.grade, {grade.text}) AS after, CASE WHEN {UNHAPPY} THEN 1 ELSE 0 END AS unhappy, "
        "CASE WHEN h.id IS NULL THEN 0 ELSE 1 END AS by_hand "
        f"FROM {_FACTS} f JOIN {_PATIENT} p ON p.id = f.patient_id "
        f"LEFT JOIN {_STANDING} s ON s.patient_id = f.patient_id "
        f"LEFT JOIN {_HAND} h ON h.patient_id = f.patient_id AND h.scheme = %s AND h.ended_at IS NULL "
        f"AND h.until >= %s WHERE p.branch_id IN ({marks})"
    )
    return Sql(text, (*grade.params, policy.scheme, day, *branches))
