"""The figures that made a task: kept with it as they were on that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rapport.criteria.evaluating import Person, evaluate
from rapport.criteria.tree import Between, Comparison, Every, Known, Node, Rows, leaves
from rapport.lib.facts import FactType
from rapport.segmentation.person import people_of
from rapport.segmentation.vocabulary import vocabulary
from rapport.segmentation.worklists.reading import ReadRule

# how the rows that conditions ask for name their day
_DAYS = ("date", "until")
# told with every task, whatever its rule asks
_ALWAYS = ("last_visit",)


def evidence_of(asked: Sequence[tuple[ReadRule, int]], today: date) -> dict[tuple[int, int], dict[str, Any]]:
    """(rule, person) → fact → figure, as far as the rule asks for it; days as ISO text, sets as lists. Of rows
    that it asks for (`treatment`) the day of the last one, whenever it was, "" for none. In as many queries for
    one person as for hundreds."""
    always = Every(tuple(Known(vocabulary().terms[name], True) for name in _ALWAYS))
    nodes = {one.rule.pk: Every((one.node, always)) for one, _patient in asked}
    people = people_of(sorted({patient for _one, patient in asked}), nodes.values())
    return {(one.rule.pk, patient): _figures(nodes[one.rule.pk], people[patient], today) for one, patient in asked}


def _figures(node: Node, person: Person, today: date) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for leaf in leaves(node):
        if isinstance(leaf, Rows):
            name = leaf.relation.name
            figures[name] = max(_last(leaf, person, today), figures.get(name, ""))
        elif (figure := person.values.get(leaf.term.name)) is not None:
            figures[leaf.term.name] = _kept(figure)
    return figures


def _last(leaf: Rows, person: Person, today: date) -> str:
    """The latest day of the rows that `leaf` is about, whenever it was."""
    name = next((name for name in _DAYS if name in leaf.relation.terms), None)
    if name is None:
        return ""
    where = _timeless(leaf.where)
    rows = person.rows.get(leaf.relation.name, ())
    met = [row[name] for row in rows if where is None or evaluate(where, Person(row), today).outcome is True]
    return max((day.isoformat() for day in met if day), default="")


def _timeless(where: Node | None) -> Node | None:
    """The condition without what it says of days."""
    if where is None:
        return None
    parts = tuple(part for part in (where.parts if isinstance(where, Every) else (where,)) if not _of_days(part))
    return Every(parts) if parts else None


def _of_days(part: Node) -> bool:
    found: Iterable[Any] = leaves(part)
    return any(isinstance(leaf, (Comparison, Between)) and leaf.term.type == FactType.DATE for leaf in found)


def _kept(figure: Any) -> Any:
    if isinstance(figure, date):
        return figure.isoformat()
    return sorted(figure) if isinstance(figure, set) else figure
