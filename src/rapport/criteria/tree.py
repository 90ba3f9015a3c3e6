"""A criterion that has been read and checked: every node is typed and complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from unicodedata import normalize

from rapport.criteria.days import Day
from rapport.criteria.vocabulary import Relation, Term
from rapport.lib.facts import Tells


class Operator(StrEnum):
    EQUAL = "="
    DIFFERENT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    @classmethod
    def of(cls, sign: str) -> Operator:
        """The operator that is written `sign`, on whatever keyboard."""
        sign = normalize("NFKC", sign)
        return cls({"<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}.get(sign, sign))


class Mode(StrEnum):
    """How much of a list a set must hold."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


# number, minor units of money, day of the year (int) · number with a fraction · day · code or text
Value = int | Decimal | Day | str


@dataclass(frozen=True)
class Every:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Negation:
    part: Node


@dataclass(frozen=True)
class Holds:
    """A term that is yes or no."""

    term: Term


@dataclass(frozen=True)
class Known:
    term: Term
    known: bool


@dataclass(frozen=True)
class Comparison:
    term: Term
    operator: Operator
    value: Value


@dataclass(frozen=True)
class Between:
    """From `low` to `high`, both included. For a day of the year the range may go over New Year."""

    term: Term
    low: Value
    high: Value


@dataclass(frozen=True)
class OneOf:
    term: Term
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class Has:
    """A set that holds some of `codes`."""

    term: Term
    mode: Mode
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Contains:
    """A text with `part` in it, or at its beginning."""

    term: Term
    part: str
    at_start: bool = False


@dataclass(frozen=True)
class Rows:
    """How many rows of a kind meet a condition. `exists` is at least one, `no` is none."""

    relation: Relation
    where: Node | None
    operator: Operator
    number: int


Leaf = Holds | Known | Comparison | Between | OneOf | Has | Contains | Rows
Node = Every | Any | Negation | Leaf


def leaves(node: Node) -> Iterator[Leaf]:
    """The conditions that `node` is made of, from left to right."""
    match node:
        case Every(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case Negation(part):
            yield from leaves(part)
        case _:
            yield node


def tells(node: Node) -> frozenset[Tells]:
    """What the answer to `node` gives away of a person."""
    told: frozenset[Tells] = frozenset()
    for leaf in leaves(node):
        if isinstance(leaf, Rows):
            told |= leaf.relation.tells | (tells(leaf.where) if leaf.where is not None else frozenset())
        else:
            told |= leaf.term.tells
    return told
