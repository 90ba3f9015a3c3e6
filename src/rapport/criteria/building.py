"""A criterion as rows that somebody fills in: word, way, value; in groups of “and” or “or”, one inside the other;
a row of a group may again be several that hang together.

Rows become text and text becomes rows; the text is the truth. What rows cannot hold, they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from django.utils.translation import gettext_lazy as _

from rapport.criteria import tree
from rapport.criteria.days import Day
from rapport.criteria.speaking import sentence
from rapport.criteria.tree import Mode, Node, Operator
from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.criteria.ways import TOGETHER, Takes, Together, Way, way_of
from rapport.criteria.writing import quoted, value_of
from rapport.lib.facts import FactType
from rapport.lib.refusal import Refused

# what may stand without quotation marks; all else is put between them, so that it stays one value
_BARE = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d{2}-\d{2}|\d{2}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNT = re.compile(r"\d{1,6}")
_UNITS = ("days", "weeks", "months", "years")
# several rows in the place of one, and once more in one of those: what goes deeper is easier read as a text
DEEPEST = 2
_JOINT = {tree.Every: "and", tree.Any: "or"}
_TOGETHER = {one.joint: one.name for one in TOGETHER.values()}

Word = Term | Relation | Together


@dataclass(frozen=True)
class Row:
    """One condition: `word` is a term, a kind of related rows or one of TOGETHER, `way` the key of a Way, `values`
    as they are written or as codes, `unit` that of a span, `rows` the conditions on related rows or together.
    """

    word: str = ""
    way: str = ""
    values: tuple[str, ...] = ()
    unit: str = "months"
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Group:
    rows: tuple[Row, ...] = (Row(),)
    joint: str = "and"


@dataclass(frozen=True)
class Sheet:
    groups: tuple[Group, ...] = (Group(),)
    joint: str = "and"


class NotInRows(Refused):
    """A criterion that rows cannot show. It stays a text."""


def text_of(sheet: Sheet, vocabulary: Vocabulary) -> str:
    """The criterion that the complete rows of `sheet` say; rows that want something yet are left out."""
    groups = [(group.joint, _texts(group.rows, vocabulary)) for group in sheet.groups]
    said = [(joint, texts) for joint, texts in groups if texts]
    pieces = [
        f"({f' {joint} '.join(texts)})"
        if len(texts) > 1 and len(said) > 1 and joint != sheet.joint
        else f" {joint} ".join(texts)
        for joint, texts in said
    ]
    return f" {sheet.joint} ".join(pieces)


def finished(sheet: Sheet, vocabulary: Vocabulary) -> list[tuple[int, ...]]:
    """The way to each row that says something (group, row, row in it), in the order that the text has them."""
    return [(place, *way) for place, group in enumerate(sheet.groups) for way in _finished(group.rows, vocabulary)]


def _finished(
    rows: Sequence[Row], vocabulary: Vocabulary, within: Word | None = None
) -> Iterator[tuple[int, ...]]:
    for place, row in enumerate(rows):
        word = _word(row, vocabulary, within)
        if isinstance(word, Together):
            yield from ((place, *way) for way in _finished(row.rows, vocabulary, word))
        elif word is not None and _text(row, word, vocabulary):
            yield (place,)


def unfinished(sheet: Sheet, vocabulary: Vocabulary) -> int:
    """How many rows want something yet, those inside others among them."""
    return sum(_wanting(group.rows, vocabulary) for group in sheet.groups)


def _wanting(rows: Sequence[Row], vocabulary: Vocabulary, within: Word | None = None) -> int:
    number = 0
    for row in rows:
        word = _word(row, vocabulary, within)
        inside = 0 if isinstance(word, Term) else _wanting(row.rows, vocabulary, word) if word else 0
        # several together say nothing because of a row in them, which is told already
        silent = word is not None and not _text(row, word, vocabulary)
        number += inside or silent if isinstance(word, Together) else inside + silent
    return number


def _texts(rows: Sequence[Row], vocabulary: Vocabulary, within: Word | None = None) -> list[str]:
    said = ((row, _word(row, vocabulary, within)) for row in rows)
    return [text for row, word in said if word is not None and (text := _text(row, word, vocabulary))]


def _word(row: Row, vocabulary: Vocabulary, within: Word | None = None) -> Word | None:
    if isinstance(within, Relation):
        return within.terms.get(row.word)
    return TOGETHER.get(row.word) or vocabulary.terms.get(row.word) or vocabulary.relations.get(row.word)


def _text(row: Row, word: Word, vocabulary: Vocabulary) -> str:
    if isinstance(word, Together):
        texts = _texts(row.rows, vocabulary, word)
        return f"({f' {word.joint} '.join(texts)})" if len(texts) > 1 else "".join(texts)
    way = way_of(word, row.way)
    values = _written(row, way, word)
    if values is None:
        return ""
    where = ""
    if isinstance(word, Relation):
        inner = " and ".join(_texts(row.rows, vocabulary, word))
        where = f"({inner})" if inner or way.key == "missing" else ""
    return way.pattern.format(*values, word=word.name, where=where)


def _written(row: Row, way: Way, word: Term | Relation) -> list[str] | None:
    """What was filled in, as it is written in the text; None where something is wanting."""
    given = [value.strip() for value in row.values if value.strip()]
    if isinstance(word, Term) and way.takes == Takes.CODES:
        # in the order in which they are offered: ticking one and unticking it again changes no text
        given = [value_of(word, code) for code in word.choices if code in given]
    elif isinstance(word, Term) and word.type == FactType.DATE and way.takes != Takes.SPAN:
        given = [day for day in given if _DAY.fullmatch(day)]
    match way.takes:
        case Takes.NOTHING:
            return []
        case Takes.ONE:
            return [_value(given[0])] if given else None
        case Takes.TWO:
            return [_value(given[0]), _value(given[1])] if len(given) > 1 else None
        case Takes.SPAN:
            fits = given and _COUNT.fullmatch(given[0]) and row.unit in _UNITS
            return [f"{given[0]} {row.unit}"] if fits else None
        case Takes.CODES:
            return [", ".join(given)] if given else None


def _value(value: str) -> str:
    return value if _BARE.fullmatch(value) else quoted(value)


# and back


def sheet_of(node: Node) -> Sheet:
    """`node` as rows; `NotInRows` where rows cannot hold it."""
    if not isinstance(node, tree.Every | tree.Any):
        return Sheet((Group((_row(node),)),))
    joint = _JOINT[type(node)]
    groups: list[Group] = []
    for part in node.parts:
        if isinstance(part, tree.Every | tree.Any):
            groups.append(Group(tuple(_row(one) for one in part.parts), _JOINT[type(part)]))
        elif groups and groups[-1].joint == joint:
            groups[-1] = Group((*groups[-1].rows, _row(part)), joint)
        else:
            groups.append(Group((_row(part),), joint))
    return Sheet(tuple(groups), joint)


def _row(node: Node, depth: int = 0) -> Row:
    match node:
        case tree.Holds(term):
            return Row(term.name, "yes")
        case tree.Negation(tree.Holds(term)):
            return Row(term.name, "no")
        case tree.Known(term, known) if term.type not in (FactType.SET, FactType.BOOLEAN):
            return Row(term.name, "known" if known else "unknown")
        case tree.Comparison():
            return _comparison(node)
        case tree.Between():
            return _between(node)
        case tree.OneOf(term, values, negated) if term.type == FactType.CHOICE:
            return Row(term.name, "not_in" if negated else "in", tuple(map(str, values)))
        case tree.Has(term, mode, codes):
            return Row(term.name, {Mode.ANY: "any", Mode.ALL: "all", Mode.NONE: "none"}[mode], codes)
        case tree.Contains(term, part, at_start):
            return Row(term.name, "starts" if at_start else "contains", (part,))
        case tree.Rows():
            return _rows(node)
        case tree.Every(parts) | tree.Any(parts) if depth < DEEPEST:
            return Row(_TOGETHER[_JOINT[type(node)]], rows=tuple(_row(one, depth + 1) for one in parts))
    raise _not_in_rows(node)


def _comparison(node: tree.Comparison) -> Row:
    name, operator, value = node.term.name, node.operator, node.value
    if isinstance(value, Day):
        if value.fixed is None:
            if value.count < 0 and operator == Operator.LESS:
                return Row(name, "older", (str(-value.count),), str(value.unit))
            raise _not_in_rows(node)
        way = {Operator.LESS: "before", Operator.MORE: "after", Operator.EQUAL: "on"}.get(operator)
        if way is None:
            raise _not_in_rows(node)
        return Row(name, way, (value.fixed.isoformat(),))
    kind = node.term.type
    if kind == FactType.CHOICE and operator in (Operator.EQUAL, Operator.DIFFERENT):
        return Row(name, "in" if operator == Operator.EQUAL else "not_in", (str(value),))
    if kind in (FactType.NUMBER, FactType.MONEY):
        return Row(name, str(operator), (value_of(node.term, value),))
    ways = {FactType.ANNUAL: "on", FactType.TEXT: "is"}
    if operator == Operator.EQUAL and kind in ways:
        return Row(name, ways[kind], (str(value) if kind == FactType.TEXT else value_of(node.term, value),))
    raise _not_in_rows(node)


def _between(node: tree.Between) -> Row:
    name, low, high = node.term.name, node.low, node.high
    match low, high:
        case (Day(None, count, unit), Day(None, 0)) if count < 0:
            if node.term.type == FactType.ANNUAL:
                raise _not_in_rows(node)
            return Row(name, "within", (str(-count),), str(unit))
        case (Day(None, 0), Day(None, count, unit)) if count > 0:
            return Row(name, "within_next", (str(count),), str(unit))
    if any(isinstance(end, Day) and end.fixed is None for end in (low, high)):
        raise _not_in_rows(node)
    return Row(name, "between", (value_of(node.term, low), value_of(node.term, high)))


def _rows(node: tree.Rows) -> Row:
    ways: dict[tuple[Operator, Anything], str] = {
        (Operator.AT_LEAST, 1): "exists",
        (Operator.EQUAL, 0): "missing",
    }
    counts = {Operator.AT_LEAST: "count>=", Operator.AT_MOST: "count<=", Operator.EQUAL: "count="}
    way = ways.get((node.operator, node.number)) or counts.get(node.operator)
    if way is None:
        raise _not_in_rows(node)
    inner = () if node.where is None else node.where.parts if isinstance(node.where, tree.Every) else (node.where,)
    values = (str(node.number),) if way.startswith("count") else ()
    return Row(node.relation.name, way, values, rows=tuple(_row(one, DEEPEST) for one in inner))


def _not_in_rows(node: Node) -> NotInRows:
    message = _("“%(condition)s” has no place in the builder. The text says it all the same.")
    return NotInRows("not_in_rows", message, {"condition": sentence(node)})
