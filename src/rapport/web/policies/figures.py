"""Why somebody would stand where a policy puts them: the figures that decided, in words (PAT-7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rapport.criteria import tree
from rapport.criteria.evaluating import Finding, Person, evaluate
from rapport.criteria.speaking import sentence, value_in_words
from rapport.lib.facts import FactType
from rapport.segmentation.policies.grading import grade_of
from rapport.segmentation.policies.policy import Policy


def why(policy: Policy, person: Person, before: str, today: date) -> str:
    """The figures by which `policy` gives this person their grade: those that meet its condition; or, where it has
    none, those for which they lose the grade `before`.
    """
    reasons = grade_of(policy, person, today)
    if reasons.met is not None:
        return _together(reasons.met, met=True)
    if not reasons.grade:
        return _together(evaluate(policy.applies, person, today), met=False)
    lost = next((rung.when for rung in policy.rungs if rung.grade == before), None)
    if lost is None:
        return _("for everyone else")
    return _together(evaluate(lost, person, today), met=False)


def _together(finding: Finding, *, met: bool) -> str:
    return " · ".join(dict.fromkeys(_figure(one) for one in _decisive(finding, met)))


def _decisive(finding: Finding, met: bool) -> Iterator[Finding]:
    """The single conditions that decided: those that hold of one that holds, those that do not of one that does
    not.
    """
    match finding.node:
        case tree.Every() | tree.Any():
            for part in finding.parts:
                if (part.outcome is True) == met:
                    yield from _decisive(part, met)
        case tree.Negation():
            yield from _decisive(finding.parts[0], not met)
        case _:
            yield finding


def _figure(finding: Finding) -> str:
    node, figure = finding.node, finding.figure
    match node:
        case tree.Rows(relation):
            return _("%(fact)s: %(figure)s") % {"fact": capfirst(str(relation.label)), "figure": figure}
        case tree.Every() | tree.Any() | tree.Negation():
            return sentence(node)
    term = node.term
    if term.type == FactType.BOOLEAN:
        return str(capfirst(str(term.label)) if figure else _("not %(fact)s") % {"fact": term.label})
    told = {"fact": capfirst(str(term.label)), "figure": _said(node, figure)}
    return _("%(fact)s: %(figure)s") % told


def _said(node: tree.Leaf, figure: object) -> str:
    assert not isinstance(node, tree.Rows)
    match figure:
        case None:
            return _("not known")
        case set() | frozenset():
            wanted = node.codes if isinstance(node, tree.Has) else tuple(figure)
            return _(", ").join(str(node.term.choices.get(code, code)) for code in wanted if code in figure) or "—"
        case datetime() | date():
            return formats.date_format(figure, "SHORT_DATE_FORMAT")
        case int() | str():
            return value_in_words(node.term, figure)
    return str(figure)
