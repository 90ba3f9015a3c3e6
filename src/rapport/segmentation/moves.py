"""Who moved from a class to another, and the figures that moved them (PAT-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.text import capfirst

from rapport.criteria.explaining import figure_in_words
from rapport.criteria.tree import Rows, leaves
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import Tells
from rapport.people.models import StandingChange
from rapport.people.models.standing import GRADES
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.person import read_value
from rapport.segmentation.policies.force import InForce, policies_in_force

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Move:
    """So many people went from one grade to another; "" is outside of the scheme."""

    scheme: str
    before: str
    after: str
    people: int

    @property
    def up(self) -> bool | None:
        """Whether it was to a better grade; None where somebody came into the scheme or left it."""
        if not self.before or not self.after:
            return None
        grades = list(GRADES[self.scheme])
        return grades.index(self.after) < grades.index(self.before)


def week_before(today: date) -> date:
    """The first of the seven days that end today."""
    return today - A_WEEK + timedelta(days=1)


def changes_since(day: date, branch_ids: Sequence[int]) -> QuerySet[StandingChange]:
    return StandingChange.objects.filter(day__gte=day, patient__branch__in=branch_ids)


def moves_since(day: date, branch_ids: Sequence[int]) -> list[Move]:
    """The moves since `day`, both included, in the order of the schemes, the most frequent first. One query."""
    rows = changes_since(day, branch_ids).order_by().values_list("scheme", "before", "after")
    moves = [Move(*row) for row in rows.annotate(people=Count("patient", distinct=True))]
    return sorted(moves, key=lambda move: (list(GRADES).index(move.scheme), -move.people, move.before, move.after))


class Reasons:
    """Says the figures of moves in words, and whether new rules made them. Reads the policies once."""

    def __init__(self) -> None:
        self._in_force: dict[str, InForce] = {one.scheme: one for one in policies_in_force()}
        self._began = _beginnings()

    def of(self, change: StandingChange) -> list[tuple[str, str, frozenset[Tells]]]:
        """(fact, its value, what it gives away) of the facts that the two grades ask for, or of all that were kept
        where other rules made the move; without what is not known or not so.
        """
        told, currency = [], change.patient.branch.currency
        for name, term in self._asked(change).items():
            figure = read_value(term, change.figures[name])
            if figure not in (None, False, set()):
                told.append((capfirst(str(term.label)), figure_in_words(term, figure, currency), term.tells))
        return told

    def new_rules(self, change: StandingChange) -> int | None:
        """The version that made the move, where it came into force on that day: the person may be as before."""
        began = self._began.get((change.scheme, change.policy_version), ())
        day_of = change.patient.branch.day_of
        return change.policy_version if change.day in map(day_of, began) else None

    def _asked(self, change: StandingChange) -> Mapping[str, Term]:
        in_force = self._in_force[change.scheme]
        policy = in_force.policy
        nodes = list(policy.conditions())
        if change.policy_version == in_force.version:
            grades = (change.before, change.after)
            of_grades = [rung.when for rung in policy.rungs if rung.when and rung.grade in grades]
            outside = [policy.applies] if not (change.before and change.after) else []
            nodes = of_grades + outside or nodes
        return {
            leaf.term.name: leaf.term
            for node in nodes
            for leaf in leaves(node)
            if not isinstance(leaf, Rows) and leaf.term.name in change.figures
        }


def _beginnings() -> dict[tuple[str, int | None], list[datetime]]:
    """(scheme, version) → when it came into force; version 0 counts again where one was taken back to it."""
    found: dict[tuple[str, int | None], list[datetime]] = {}
    versions = PolicyVersion.objects.filter(activated_at__isnull=False).order_by()
    for scheme, version, begun, followed, ended in versions.values_list(
        "scheme", "version", "activated_at", "followed", "retired_at"
    ):
        if begun:
            found.setdefault((scheme, version), []).append(begun)
        if ended and not followed:
            found.setdefault((scheme, 0), []).append(ended)
    return found
