"""Why somebody stands where they stand (PAT-7): the grade of every scheme with what held, what is missing for the
next one, what waits and what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapport.criteria.evaluating import Finding, Person
from rapport.criteria.explaining import Line, figure_in_words, lines_of
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.facts import Tells
from rapport.people.models import GradeByHand, HeldMove, Patient, Standing, StandingChange
from rapport.people.models.standing import Scheme
from rapport.segmentation.person import person_of, read_value
from rapport.segmentation.policies.force import InForce, policies_in_force
from rapport.segmentation.policies.grading import Reasons, grade_of
from rapport.segmentation.policies.policy import Policy
from rapport.segmentation.vocabulary import vocabulary

AT_RISK = "at_risk"


@dataclass(frozen=True)
class Explanation:
    """One scheme of one person.

    `grade` is where they stand and `ruled` what the rules say today; the two differ while a grade set by hand
    counts (`by_hand`) or a move waits for a person (`waiting`). `held` are the conditions of `ruled`, none for the
    grade of everyone else; `towards` those of `next_grade`, "" at the top. `otherwise` is what somebody at risk
    would be without it, with its conditions (VAL-D).
    """

    scheme: Scheme
    grade: str
    since: date | None
    version: int
    ruled: str
    held: Sequence[Line]
    next_grade: str
    towards: Sequence[Line]
    otherwise: str
    otherwise_held: Sequence[Line]
    by_hand: GradeByHand | None
    waiting: HeldMove | None
    by_hand_days: int
    grades: Sequence[str]

    @property
    def missing(self) -> int:
        """How many conditions of the next grade do not hold yet."""
        return sum(line.holds is not True for line in self.towards)


@dataclass(frozen=True)
class Move:
    """One line of the history, with the figures that the rules saw: (fact, value, what it gives away)."""

    change: StandingChange
    figures: Sequence[tuple[str, str, frozenset[Tells]]]


def explain(patient: Patient, standing: Standing | None, today: date) -> list[Explanation]:
    """Why `patient` stands where they stand, in every scheme that is about them, on `today` at their branch."""
    policies = policies_in_force()
    person = person_of(patient.pk, [node for one in policies for node in one.policy.conditions()])
    by_hand = {one.scheme: one for one in in_force_by_hand(patient, today)}
    waiting = {one.scheme: one for one in patient.held_moves.filter(confirmed_at=None)}
    told = (
        _explanation(one, person, patient, today, standing, by_hand.get(one.scheme), waiting.get(one.scheme))
        for one in policies
    )
    return [one for one in told if one.grade or one.ruled]


def in_force_by_hand(patient: Patient, today: date) -> list[GradeByHand]:
    """The grades that somebody set for `patient` and that count on `today`."""
    return list(patient.grades_by_hand.filter(ended_at=None, until__gte=today).select_related("by"))


def _explanation(
    in_force: InForce,
    person: Person,
    patient: Patient,
    today: date,
    standing: Standing | None,
    by_hand: GradeByHand | None,
    waiting: HeldMove | None,
) -> Explanation:
    policy, name, currency = in_force.policy, in_force.scheme, patient.branch.currency
    reasons = grade_of(policy, person, today)
    otherwise = _otherwise(policy, reasons, person, today)
    return Explanation(
        scheme=name,
        grade=getattr(standing, name, ""),
        since=getattr(standing, f"{name}_since", None),
        version=in_force.version,
        ruled=reasons.grade,
        held=_lines(reasons.met, currency),
        next_grade=reasons.next_grade,
        towards=_lines(reasons.towards, currency),
        otherwise=otherwise.grade,
        otherwise_held=_lines(otherwise.met, currency),
        by_hand=by_hand,
        waiting=waiting,
        by_hand_days=policy.safeguards.by_hand_days,
        grades=policy.grades,
    )


def _otherwise(policy: Policy, reasons: Reasons, person: Person, today: date) -> Reasons:
    if policy.scheme != Scheme.VALUE or reasons.grade != AT_RISK:
        return Reasons("")
    return grade_of(policy.without(AT_RISK), person, today)


def _lines(finding: Finding | None, currency: str) -> Sequence[Line]:
    return lines_of(finding, currency) if finding else ()


def history(patient: Patient, *, limit: int) -> list[Move]:
    """The latest moves of `patient` in every scheme (PAT-8), with the figures in words."""
    changes = patient.moves.select_related("by_hand__by").order_by("-day", "-pk")[:limit]
    words, currency = vocabulary(), patient.branch.currency
    return [Move(change, _figures(change.figures, words, currency)) for change in changes]


def _figures(figures: dict[str, Any], words: Vocabulary, currency: str) -> list[tuple[str, str, frozenset[Tells]]]:
    """A fact that there is no more is left out: nobody could say what its figure means."""
    terms = {name: words.terms[name] for name in figures if name in words.terms}
    return [
        (str(term.label), figure_in_words(term, read_value(term, figures[name]), currency), term.tells)
        for name, term in terms.items()
    ]
