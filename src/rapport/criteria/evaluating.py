"""A criterion asked of one person, with the figures that decided."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any as Anything

from rapport.criteria import tree
from rapport.criteria.days import Day, annual
from rapport.criteria.sql import annual_bounds
from rapport.criteria.tree import Mode, Node, Operator, Value
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import FactType

Values = Mapping[str, Anything]

_SIGNS: dict[Operator, Callable[[Anything, Anything], bool]] = {
    Operator.EQUAL: operators.eq,
    Operator.DIFFERENT: operators.ne,
    Operator.LESS: operators.lt,
    Operator.AT_MOST: operators.le,
    Operator.MORE: operators.gt,
    Operator.AT_LEAST: operators.ge,
}


@dataclass(frozen=True)
class Person:
    """What is known of one person: values by the name of the term, rows by the name of the relation.

    None is not known. A set is a collection of codes; money is in minor units, a yearly day month × 100 + day;
    text is folded as its term folds.
    """

    values: Values
    rows: Mapping[str, Sequence[Values]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What a condition came to: true, false, or None where a figure is not known; and the figure it saw."""

    node: Node
    outcome: bool | None
    figure: Anything = None
    parts: tuple[Finding, ...] = ()


def evaluate(node: Node, person: Person, today: date) -> Finding:
    """Whether `person` meets `node` on `today`, and why: a finding for every condition in it."""
    match node:
        case tree.Every(parts) | tree.Any(parts):
            findings = tuple(evaluate(part, person, today) for part in parts)
            return Finding(node, _together(node, [one.outcome for one in findings]), parts=findings)
        case tree.Negation(part):
            inner = evaluate(part, person, today)
            return Finding(node, None if inner.outcome is None else not inner.outcome, parts=(inner,))
        case tree.Rows(relation, where, operator, number):
            rows = person.rows.get(relation.name, ())
            met = sum(1 for row in rows if where is None or evaluate(where, Person(row), today).outcome is True)
            return Finding(node, _SIGNS[operator](met, number), met)
        case tree.Known(term, known):
            figure = person.values.get(term.name)
            return Finding(node, (figure is not None) == known, figure)
    figure = person.values.get(node.term.name)
    return Finding(node, None if figure is None else _single(node, figure, today), figure)


def _together(node: tree.Every | tree.Any, outcomes: Sequence[bool | None]) -> bool | None:
    decisive = isinstance(node, tree.Any)
    if decisive in outcomes:
        return decisive
    return None if None in outcomes else not decisive


def _single(node: Node, figure: Anything, today: date) -> bool:
    match node:
        case tree.Holds():
            return bool(figure)
        case tree.Comparison(term, operator, value):
            return _SIGNS[operator](figure, _told(term, value, today))
        case tree.Between(term, low, high):
            return _between(term, low, high, figure, today)
        case tree.OneOf(term, values, negated):
            return bool(figure in {_told(term, value, today) for value in values}) != negated
        case tree.Has(_term, mode, codes):
            held = {code for code in codes if code in figure}
            return held == set(codes) if mode == Mode.ALL else bool(held) == (mode == Mode.ANY)
        case tree.Contains(_term, part, at_start):
            return bool(figure.startswith(part) if at_start else part in figure)
    raise TypeError(node)


def _between(term: Term, low: Value, high: Value, figure: Anything, today: date) -> bool:
    if term.type != FactType.ANNUAL:
        return bool(_told(term, low, today) <= figure <= _told(term, high, today))
    first, last = annual_bounds(low, high, today)
    return bool(first <= figure <= last if first <= last else figure >= first or figure <= last)


def _told(term: Term, value: Value, today: date) -> Anything:
    if not isinstance(value, Day):
        return value
    return annual(value.on(today)) if term.type == FactType.ANNUAL else value.on(today)
