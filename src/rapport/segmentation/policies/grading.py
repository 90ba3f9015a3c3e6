"""A policy asked of everyone as SQL, and of one person with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapport.criteria.evaluating import Finding, Person, evaluate
from rapport.criteria.sql import Sql, condition
from rapport.people.models import Patient
from rapport.segmentation.policies.policy import Policy, rank

# whose step down waits for a person where rules ask for that: dissatisfied, or with a complaint that is open
UNHAPPY = "f.unhappy > 0 OR f.complaints_open > 0"


def is_unhappy(patient: Patient) -> bool:
    """The same of one person with facts."""
    return patient.facts.unhappy > 0 or patient.facts.complaints_open > 0


def grade_sql(policy: Policy, today: date) -> Sql:
    """An expression that is the grade of a person by `policy` on `today`, '' for whom the scheme is not about."""
    applies = condition(policy.applies, today)
    pieces, params = [], list(applies.params)
    for rung in policy.rungs:
        if rung.when is not None:
            when = condition(rung.when, today)
            pieces.append(f"WHEN {when.text} THEN '{rung.grade}'")
            params += when.params
    cases = f"CASE {' '.join(pieces)} ELSE '{policy.rungs[-1].grade}' END" if pieces else f"'{policy.grades[-1]}'"
    return Sql(f"CASE WHEN {applies.text} THEN {cases} ELSE '' END", tuple(params))


@dataclass(frozen=True)
class Reasons:
    """Why somebody has the grade they have, and what the next better one asks for (PAT-7).

    `met` are the findings of the condition that held (none for the grade of everyone else); `next_grade` with
    `towards`, the findings of its condition, is "" for who stands at the top.
    """

    grade: str
    met: Finding | None = None
    next_grade: str = ""
    towards: Finding | None = None


def grade_of(policy: Policy, person: Person, today: date) -> Reasons:
    """The grade of one person by `policy`, with every condition and figure that led there."""
    if evaluate(policy.applies, person, today).outcome is not True:
        return Reasons("")
    asked: list[tuple[str, Finding]] = []
    for rung in policy.rungs:
        if rung.when is None:
            return _reasons(policy, rung.grade, None, asked)
        finding = evaluate(rung.when, person, today)
        if finding.outcome is True:
            return _reasons(policy, rung.grade, finding, asked)
        asked.append((rung.grade, finding))
    raise AssertionError(policy)  # the last grade is for everyone else


def _reasons(policy: Policy, grade: str, met: Finding | None, asked: Sequence[tuple[str, Finding]]) -> Reasons:
    """The nearest better grade is the one to work towards: a worse one that comes first is not."""
    better = [one for one in asked if rank(policy.scheme, one[0]) < rank(policy.scheme, grade)]
    if not better:
        return Reasons(grade, met)
    next_grade, towards = max(better, key=lambda one: rank(policy.scheme, one[0]))
    return Reasons(grade, met, next_grade, towards)
