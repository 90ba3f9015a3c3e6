"""A policy tried on the whole base before it counts (PAT-9): who would move from where to where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.lib import clock
from rapport.people.models import GradeByHand, HeldMove, Patient, Standing
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.grading import UNHAPPY, grade_sql
from rapport.segmentation.policies.policy import Policy, Safeguards, rank
from rapport.segmentation.segments import days_of_branches

_FACTS, _STANDING, _PATIENT, _HAND, _HELD = (
    f'"{model._meta.db_table}"' for model in (PatientFacts, Standing, Patient, GradeByHand, HeldMove)
)

Cell = tuple[str, str]


@dataclass(frozen=True)
class Doings:
    """What a group of people does: how many came in the last 12 months and have a time booked, and how often the
    clinic called them in these months.
    """

    people: int = 0
    came: int = 0
    booked: int = 0
    calls: int = 0

    def __add__(self, other: Doings) -> Doings:
        return Doings(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Trial:
    """How many people would move from one grade to another; '' is outside of the scheme.

    A grade by hand that is in force stays what it is. `unhappy` are those among `moves` who are dissatisfied,
    `examples` somebody of each cell, `doings` what they do, `by_hand` how many stay because of a grade by hand,
    `waiting` how many of those who move wait for that already, by the rules in force.
    """

    scheme: Scheme
    moves: dict[Cell, int]
    safeguards: Safeguards
    unhappy: dict[Cell, int] = field(default_factory=dict)
    examples: dict[Cell, int] = field(default_factory=dict)
    doings: dict[Cell, Doings] = field(default_factory=dict)
    by_hand: int = 0
    waiting: int = 0

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
        return sum(self.unhappy.get(cell, 0) for cell in steps_down(self.scheme))

    @property
    def at_once(self) -> int:
        """Those who would move without anybody having to confirm it."""
        far = far_cells(self.scheme, self.safeguards.jump)
        kept = steps_down(self.scheme) if self.safeguards.step_down_waits else []
        unhappy = sum(self.unhappy.get(cell, 0) for cell in kept if cell not in far)
        return self.moving - self.jumping - unhappy

    def now(self, grade: str) -> int:
        return sum(number for (before, _after), number in self.moves.items() if before == grade)

    def then(self, grade: str) -> int:
        return sum(number for (_before, after), number in self.moves.items() if after == grade)

    def doing_now(self, grade: str) -> Doings:
        """What those do who stand at `grade`."""
        return sum((told for (before, _after), told in self.doings.items() if before == grade), Doings())

    def doing_then(self, grade: str) -> Doings:
        """The same of those who would."""
        return sum((told for (_before, after), told in self.doings.items() if after == grade), Doings())

    @property
    def more_calls(self) -> float:
        """How many calls a year more (less, below 0) there would be, were those who move called as often as those
        who stand there now; a grade at which nobody stands says nothing.
        """
        often = {
            grade: now.calls / now.people
            for grade in ("", *GRADES[self.scheme])
            if (now := self.doing_now(grade)).people
        }
        return sum(
            number * (often[after] - often[before])
            for (before, after), number in self.moves.items()
            if before != after and after in often
        )

    def _steps(self, wanted: Callable[[int], bool]) -> int:
        return sum(self.moves.get(cell, 0) for cell, step in _cells(self.scheme) if wanted(step))


def far_cells(scheme: str, jump: int) -> list[Cell]:
    """The moves of `jump` grades or more; none for 0."""
    return [cell for cell, step in _cells(scheme) if jump and abs(step) >= jump]


def steps_down(scheme: str) -> list[Cell]:
    """The moves to a worse grade."""
    return [cell for cell, step in _cells(scheme) if step > 0]


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
            "SELECT before, after, count(*), sum(unhappy), min(patient_id), sum(came), sum(booked), sum(calls), "  # noqa: S608
            f"sum(by_hand), sum(CASE WHEN held = after THEN 1 ELSE 0 END) FROM ({ruled.text}) r "
            "GROUP BY before, after",
            ruled.params,
        )
        rows = cursor.fetchall()
    return Trial(
        policy.scheme,
        {(row[0], row[1]): row[2] for row in rows},
        policy.safeguards,
        {(row[0], row[1]): row[3] for row in rows},
        {(row[0], row[1]): row[4] for row in rows},
        {(row[0], row[1]): Doings(row[2], *map(int, row[5:8])) for row in rows},
        sum(row[8] for row in rows),
        sum(row[9] for row in rows if row[0] != row[1]),
    )


def movers(
    policy: Policy,
    cells: Sequence[Cell] | None = None,
    *,
    limit: int,
    beyond: int = 0,
    branch_ids: frozenset[int] | None = None,
    unhappy: bool = False,
) -> list[tuple[int, str, str]]:
    """Up to `limit` people of some cells, or else all who would move: id, from, to; in the order of their ids, of
    which the first is greater than `beyond`. Only those who are `unhappy` on wish.
    """
    ruled = _ruled(policy, branch_ids)
    where = "before <> after"
    if cells is not None:
        where = " OR ".join(["(before = %s AND after = %s)"] * len(cells)) or "false"
    if unhappy:
        where = f"({where}) AND unhappy = 1"
    params = [grade for cell in cells or () for grade in cell]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT patient_id, before, after FROM ({ruled.text}) r WHERE ({where}) AND patient_id > %s "  # noqa: S608
            "ORDER BY patient_id LIMIT %s",
            [*ruled.params, *params, beyond, limit],
        )
        return [(pk, old, new) for pk, old, new in cursor.fetchall()]


def _ruled(policy: Policy, branch_ids: frozenset[int] | None, days: dict[date, list[int]] | None = None) -> Sql:
    parts = [part for _day, part in ruled_by_day(policy, branch_ids, days)]
    return Sql(
        " UNION ALL ".join(part.text for part in parts), tuple(one for part in parts for one in part.params)
    )


def ruled_by_day(
    policy: Policy, branch_ids: frozenset[int] | None, days: dict[date, list[int]] | None = None
) -> Iterator[tuple[date, Sql]]:
    """Everyone (of some branches) with where they stand and where `policy` would put them; for each day that it is
    at a branch, at least one.
    """
    for day, branches in (days or days_of_branches() or {clock.now().date(): []}).items():
        yield day, _ruled_on(policy, day, [pk for pk in branches if branch_ids is None or pk in branch_ids])


def _ruled_on(policy: Policy, day: date, branches: Sequence[int]) -> Sql:
    grade = grade_sql(policy, day)
    marks = ", ".join(["%s"] * len(branches)) or "NULL"
    text = (
        f"SELECT f.patient_id, COALESCE(s.{policy.scheme}, '') AS before, "  # noqa: S608
        f"COALESCE(h.grade, {grade.text}) AS after, CASE WHEN {UNHAPPY} THEN 1 ELSE 0 END AS unhappy, "
        "CASE WHEN h.id IS NULL THEN 0 ELSE 1 END AS by_hand, m.after AS held, f.calls_12m AS calls, "
        "CASE WHEN f.visits_12m > 0 THEN 1 ELSE 0 END AS came, "
        "CASE WHEN f.next_visit IS NULL THEN 0 ELSE 1 END AS booked "
        f"FROM {_FACTS} f JOIN {_PATIENT} p ON p.id = f.patient_id "
        f"LEFT JOIN {_STANDING} s ON s.patient_id = f.patient_id "
        f"LEFT JOIN {_HAND} h ON h.patient_id = f.patient_id AND h.scheme = %s AND h.ended_at IS NULL "
        f"AND h.until >= %s LEFT JOIN {_HELD} m ON m.patient_id = f.patient_id AND m.scheme = %s "
        f"AND m.confirmed_at IS NULL WHERE p.branch_id IN ({marks})"
    )
    return Sql(text, (*grade.params, policy.scheme, day, policy.scheme, *branches))
