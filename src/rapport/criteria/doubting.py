"""Conditions that nobody can ever meet: read without a fault, and yet surely not what was meant.

What is told is certain; what merely looks odd is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any as Anything

from django.utils.translation import gettext as _

from rapport.criteria import tree
from rapport.criteria.days import Day
from rapport.criteria.speaking import sentence
from rapport.criteria.tree import Leaf, Node, Operator, Value, leaves
from rapport.lib.facts import FactType

# months are of different length: the days of two years stand for all
_DAYS = [date(2000, 1, 1) + timedelta(days=number) for number in range(731)]


# what is said of the value of a term
Asked = tree.Comparison | tree.Between | tree.OneOf


@dataclass(frozen=True)
class Doubt:
    """`leaves` cannot all hold: one of them by itself, or several that have to hold together."""

    leaves: tuple[Leaf, ...]

    @property
    def message(self) -> str:
        """In the language now active."""
        said = [sentence(leaf) for leaf in self.leaves]
        if len(said) > 1:
            return _("Nobody can meet all of these: %(conditions)s.") % {"conditions": " · ".join(said)}
        low, high = _bounds(self.leaves[0])
        told = {"condition": said[0], "low": low, "high": high}
        if high is None:
            return _("Nobody can meet this: %(condition)s. It is never below %(low)s.") % told
        return _("Nobody can meet this: %(condition)s. It goes from %(low)s to %(high)s.") % told


def doubts_said(node: Node) -> list[str]:
    """What nobody can meet in `node`, as sentences in the language now active."""
    return [doubt.message for doubt in doubts(node)]


def doubted(node: Node) -> list[int]:
    """Which of the conditions that `node` is made of are in doubt, themselves or by what they ask of rows."""
    told = [leaf for doubt in doubts(node) for leaf in doubt.leaves]
    return [place for place, leaf in enumerate(leaves(node)) if any(one is leaf for one in told) or _in_rows(leaf)]


def _in_rows(leaf: Leaf) -> bool:
    return isinstance(leaf, tree.Rows) and leaf.where is not None and any(doubts(leaf.where))


def doubts(node: Node) -> Iterator[Doubt]:
    """What in `node` is never true, wherever it stands in it."""
    match node:
        case tree.Any(parts):
            for part in parts:
                yield from doubts(part)
        case tree.Negation(part):
            yield from doubts(part)
        case _:
            yield from _of_parts(list(_together(node)))


def _together(node: Node) -> Iterator[Node]:
    """What has to hold at once."""
    if isinstance(node, tree.Every):
        for part in node.parts:
            yield from _together(part)
    else:
        yield node


def _of_parts(parts: Sequence[Node]) -> Iterator[Doubt]:
    asked: dict[str, list[Asked]] = {}
    for part in parts:
        if isinstance(part, tree.Any | tree.Negation):
            yield from doubts(part)
        elif isinstance(part, tree.Rows):
            if _below_nothing(part):
                yield Doubt((part,))
            if part.where is not None:
                yield from doubts(part.where)
        elif isinstance(part, Asked):
            if _exclude_each_other([part]):
                yield Doubt((part,))
            else:
                asked.setdefault(part.term.name, []).append(part)
    yield from (Doubt(tuple(several)) for several in asked.values() if _exclude_each_other(several))


def _below_nothing(rows: tree.Rows) -> bool:
    return rows.operator == Operator.LESS and rows.number == 0


def _bounds(leaf: Leaf) -> tuple[int | None, int | None]:
    if isinstance(leaf, tree.Rows):
        return 0, None
    return (leaf.term.least, leaf.term.most) if leaf.term.type == FactType.NUMBER else (None, None)


def _exclude_each_other(asked: Sequence[Asked]) -> bool:
    """Whether no value of their one term meets all of `asked`, on whatever day it is."""
    spans = [span for leaf in asked for span in _spans(leaf)]
    days = [end for span in spans for end in span.values if isinstance(end, Day)]
    if len({day.fixed is None for day in days}) > 1:
        return False  # a date and so long ago: the one comes to the other with time
    moving = days and days[0].fixed is None
    return all(_empty(spans, today) for today in (_DAYS if moving else _DAYS[:1]))


@dataclass(frozen=True)
class _Span:
    """What one condition leaves: from `low` to `high`, either of them open or not there, or some `one_of`."""

    low: Value | None = None
    high: Value | None = None
    is_open: bool = False
    one_of: tuple[Value, ...] = ()

    @property
    def values(self) -> Iterable[Value]:
        return [value for value in (self.low, self.high, *self.one_of) if value is not None]


def _spans(leaf: Asked) -> Iterator[_Span]:
    """What `leaf` says of its term, and what is so of every value of that."""
    if leaf.term.type == FactType.ANNUAL:  # goes round
        return
    low, high = _bounds(leaf)
    yield _Span(low, high)
    match leaf:
        case tree.Comparison(_term, Operator.EQUAL, value):
            yield _Span(one_of=(value,))
        case tree.Comparison(_term, Operator.LESS | Operator.AT_MOST as way, value):
            yield _Span(high=value, is_open=way == Operator.LESS)
        case tree.Comparison(_term, Operator.MORE | Operator.AT_LEAST as way, value):
            yield _Span(low=value, is_open=way == Operator.MORE)
        case tree.Between(_term, first, last):
            yield _Span(first, last)
        case tree.OneOf(_term, values, negated=False):
            yield _Span(one_of=values)


def _empty(spans: Sequence[_Span], today: date) -> bool:
    lists = [{_figure(value, today) for value in span.one_of} for span in spans if span.one_of]
    if lists:
        return not any(_lies_in_all(value, spans, today) for value in set.intersection(*lists))
    lows = [(_figure(span.low, today), span.is_open) for span in spans if span.low is not None]
    highs = [(_figure(span.high, today), span.is_open) for span in spans if span.high is not None]
    if not lows or not highs:
        return False
    # of the same figure the open end leaves less
    low, low_is_open = max(lows)
    high = min(figure for figure, _open in highs)
    high_is_open = any(is_open for figure, is_open in highs if figure == high)
    return low > high or (low == high and (low_is_open or high_is_open))


def _lies_in_all(value: Anything, spans: Sequence[_Span], today: date) -> bool:
    return not any(
        (span.low is not None and _is_beyond(_figure(span.low, today), value, is_open=span.is_open))
        or (span.high is not None and _is_beyond(value, _figure(span.high, today), is_open=span.is_open))
        for span in spans
    )


def _is_beyond(one: Anything, other: Anything, *, is_open: bool) -> bool:
    return bool(one > other or (is_open and one == other))


def _figure(value: Value | None, today: date) -> Anything:
    """What can be held against another value of the term."""
    return value.on(today) if isinstance(value, Day) else Decimal(value) if isinstance(value, int) else value
