"""A criterion written out again: the one text that means it, for builders and for comparing versions."""

from __future__ import annotations

import re
from decimal import Decimal

from rapport.criteria import tree
from rapport.criteria.days import Day
from rapport.criteria.reading import RESERVED
from rapport.criteria.tree import Mode, Node, Operator, Value
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import FactType

_PLAIN = re.compile(r"[^\W\d]\w*")


def written(node: Node) -> str:
    """The text of `node`; reading it gives `node` again."""
    match node:
        case tree.Every(parts):
            return " and ".join(_inside(part, (tree.Any, tree.Every)) for part in parts)
        case tree.Any(parts):
            return " or ".join(_inside(part, (tree.Any,)) for part in parts)
        case tree.Negation(part):
            return f"not {_inside(part, (tree.Any, tree.Every))}"
        case tree.Holds(term):
            return term.name
        case tree.Known(term, known):
            return f"{term.name} is {'known' if known else 'unknown'}"
        case tree.Comparison(term, operator, value):
            return f"{term.name} {operator} {value_of(term, value)}"
        case tree.Between(term, low, high):
            return f"{term.name} between {value_of(term, low)} and {value_of(term, high)}"
        case tree.OneOf(term, values, negated):
            return f"{term.name} {'not ' if negated else ''}in ({_listed(term, values)})"
        case tree.Has(term, mode, codes):
            word = {Mode.ANY: "any ", Mode.ALL: "all ", Mode.NONE: "none "}[mode]
            return f"{term.name} has {word}({_listed(term, codes)})"
        case tree.Contains(term, part, at_start):
            return f"{term.name} {'starts with' if at_start else 'contains'} {quoted(part)}"
        case tree.Rows():
            return _rows(node)


def value_of(term: Term, value: Value) -> str:
    """`value` as it is written beside `term`."""
    if isinstance(value, Day):
        return _day(value)
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in RESERVED
        return value if plain and term.type != FactType.TEXT else quoted(value)
    if term.type == FactType.MONEY:
        return f"{Decimal(value).scaleb(-2).normalize():f}"
    if term.type == FactType.ANNUAL:
        return f"{int(value) // 100:02}-{int(value) % 100:02}"
    return str(value)


def _day(day: Day) -> str:
    if day.fixed is not None:
        return day.fixed.isoformat()
    if not day.count:
        return "today"
    return f"{-day.count} {day.unit} ago" if day.count < 0 else f"in {day.count} {day.unit}"


def _rows(node: tree.Rows) -> str:
    where = f"({written(node.where)})" if node.where is not None else ""
    if (node.operator, node.number) == (Operator.AT_LEAST, 1):
        return f"exists {node.relation.name}{where}"
    if (node.operator, node.number) == (Operator.EQUAL, 0):
        return f"no {node.relation.name}{where or '()'}"
    return f"count {node.relation.name}{where} {node.operator} {node.number}"


def _inside(node: Node, needing: tuple[type, ...]) -> str:
    return f"({written(node)})" if isinstance(node, needing) else written(node)


def _listed(term: Term, values: tuple[Value, ...] | tuple[str, ...]) -> str:
    return ", ".join(value_of(term, value) for value in values)


def quoted(text: str) -> str:
    """`text` between quotation marks that it does not hold itself."""
    for opening, closing in ('""', "«»", "“”"):
        if opening not in text and closing not in text:
            return f"{opening}{text}{closing}"
    return f'"{text.replace(chr(34), "")}"'
