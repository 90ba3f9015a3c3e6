"""Who moved from a class to another, and the figures that moved them (PAT-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rapport.criteria.days import Day
from rapport.criteria.speaking import value_in_words
from rapport.criteria.tree import Rows, leaves
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import Tells
from rapport.people.models import StandingChange
from rapport.people.models.standing import GRADES
from rapport.segmentation.person import read_figures
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
    """Says the figures of moves in words. Reads the policies in force once."""

    def __init__(self) -> None:
        self._in_force: dict[str, InForce] = {one.scheme: one for one in policies_in_force()}

    def of(self, change: StandingChange, hidden: frozenset[Tells] = frozenset()) -> list[tuple[str, str]]:
        """(what, its value) of the facts that the two grades ask for; all that were kept where other rules made
        the move. Left out is what is not known and what tells something that is `hidden` from the reader.
        """
        terms = self._asked(change)
        figures = read_figures(change.figures, terms.values())
        return [
            (capfirst(str(term.label)), _words(term, figures[name]))
            for name, term in terms.items()
            if figures[name] not in (None, False, set()) and not term.tells & hidden
        ]

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


def _words(term: Term, value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case date():
            return value_in_words(term, Day(value))
        case set():
            return _(", ").join(value_in_words(term, code) for code in sorted(value))
    return value_in_words(term, value)
