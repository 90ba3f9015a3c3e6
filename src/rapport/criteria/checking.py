"""Names, operators and values held against the vocabulary. What passes here can be asked of a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from django.utils.translation import gettext_lazy as _
from lark import Token, Tree

from rapport.criteria import tree
from rapport.criteria.days import TODAY, Day, days_from_today
from rapport.criteria.problems import CriterionRefused, nearest
from rapport.criteria.tree import Mode, Node, Operator, Value
from rapport.criteria.values import Values
from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.lib.facts import FactType, Unit

_ORDERED = {FactType.NUMBER, FactType.MONEY, FactType.DATE}
_COMPARABLE = {*_ORDERED, FactType.ANNUAL, FactType.CHOICE, FactType.TEXT}
_LISTABLE = {FactType.NUMBER, FactType.MONEY, FactType.ANNUAL, FactType.CHOICE, FactType.TEXT}
_DAYS = {FactType.DATE, FactType.ANNUAL}


class Checker:
    """Turns what was parsed into typed nodes, in one vocabulary; inside `exists …( )` the words are the row's."""

    def __init__(self, vocabulary: Vocabulary, within: Relation | None = None) -> None:
        self.vocabulary = vocabulary
        self.within = within
        self.terms = within.terms if within else vocabulary.terms

    def check(self, parsed: Tree[Token]) -> Node:
        rule: Callable[[Tree[Token]], Node] = getattr(self, f"_{parsed.data}")
        return rule(parsed)

    # how conditions hang together

    def _start(self, parsed: Tree[Token]) -> Node:
        return self.check(_tree(parsed.children[0]))

    def _any(self, parsed: Tree[Token]) -> Node:
        return tree.Any(tuple(self.check(_tree(part)) for part in parsed.children))

    def _every(self, parsed: Tree[Token]) -> Node:
        return tree.Every(tuple(self.check(_tree(part)) for part in parsed.children))

    def _negation(self, parsed: Tree[Token]) -> Node:
        return tree.Negation(self.check(_tree(parsed.children[0])))

    # what is said of one term

    def _holds(self, parsed: Tree[Token]) -> Node:
        term = self._term(parsed)
        if term.type != FactType.BOOLEAN:
            message = _("Say what “%(name)s” should be, for example: %(example)s")
            raise _refused("incomplete", message, {"name": term.name, "example": example(term)}, parsed)
        return tree.Holds(term)

    def _lacks(self, parsed: Tree[Token]) -> Node:
        name = _token(parsed.children[0])
        if name.lower() in self._relations() and name.lower() not in self.terms:
            return self._no_rows(parsed)
        term = self._term(parsed)
        if term.type == FactType.BOOLEAN:
            return tree.Negation(tree.Holds(term))
        return tree.Known(term, known=False)

    def _known(self, parsed: Tree[Token]) -> Node:
        return tree.Known(self._term(parsed), known=True)

    def _unknown(self, parsed: Tree[Token]) -> Node:
        return tree.Known(self._term(parsed), known=False)

    def _compare(self, parsed: Tree[Token]) -> Node:
        term = self._term(parsed)
        sign = _token(parsed.children[1])
        operator = Operator.of(sign)
        equality = operator in (Operator.EQUAL, Operator.DIFFERENT)
        if term.type == FactType.SET and equality:
            mode = Mode.ANY if operator == Operator.EQUAL else Mode.NONE
            return tree.Has(term, mode, self._codes(term, parsed.children[2:]))
        self._fits(term, _COMPARABLE if equality else _ORDERED, parsed, sign)
        values = self._values(term, parsed.children[2:])
        if len(values) > 1:  # a word for several codes
            return tree.OneOf(term, values, negated=operator == Operator.DIFFERENT)
        return tree.Comparison(term, operator, values[0])

    def _between(self, parsed: Tree[Token]) -> Node:
        term = self._fits(self._term(parsed), {*_ORDERED, FactType.ANNUAL}, parsed, "between")
        low, high = (Values(term).one(_tree(value)) for value in parsed.children[1:])
        if term.type != FactType.ANNUAL and _upside_down(low, high):
            raise _refused("upside_down", _("The first of the two has to be the smaller one."), {}, parsed)
        return tree.Between(term, low, high)

    def _one_of(self, parsed: Tree[Token], *, negated: bool = False) -> Node:
        term = self._term(parsed)
        if term.type == FactType.SET:
            mode = Mode.NONE if negated else Mode.ANY
            return tree.Has(term, mode, self._codes(term, parsed.children[1:]))
        self._fits(term, _LISTABLE, parsed, "in")
        return tree.OneOf(term, self._values(term, parsed.children[1:]), negated)

    def _none_of(self, parsed: Tree[Token]) -> Node:
        return self._one_of(parsed, negated=True)

    def _has(self, parsed: Tree[Token], mode: Mode) -> Node:
        term = self._fits(self._term(parsed), {FactType.SET}, parsed, "has")
        return tree.Has(term, mode, self._codes(term, parsed.children[1:]))

    def _has_any(self, parsed: Tree[Token]) -> Node:
        return self._has(parsed, Mode.ANY)

    def _has_all(self, parsed: Tree[Token]) -> Node:
        return self._has(parsed, Mode.ALL)

    def _has_none(self, parsed: Tree[Token]) -> Node:
        return self._has(parsed, Mode.NONE)

    def _contains(self, parsed: Tree[Token], *, at_start: bool = False) -> Node:
        term = self._fits(self._term(parsed), {FactType.TEXT}, parsed, "contains")
        part = Values(term).one(_tree(parsed.children[1]))
        return tree.Contains(term, str(part), at_start)

    def _starts(self, parsed: Tree[Token]) -> Node:
        return self._contains(parsed, at_start=True)

    # days

    def _older(self, parsed: Tree[Token]) -> Node:
        term = self._fits(self._term(parsed), {FactType.DATE}, parsed, "older than")
        return tree.Comparison(term, Operator.LESS, _span(_tree(parsed.children[1]), -1))

    def _within_last(self, parsed: Tree[Token]) -> Node:
        term = self._fits(self._term(parsed), _DAYS, parsed, "within")
        return tree.Between(term, _span(_tree(parsed.children[1]), -1), TODAY)

    def _within_next(self, parsed: Tree[Token]) -> Node:
        term = self._fits(self._term(parsed), _DAYS, parsed, "within")
        return tree.Between(term, TODAY, _span(_tree(parsed.children[1]), 1))

    def _before(self, parsed: Tree[Token]) -> Node:
        return self._dated(parsed, Operator.LESS, "before")

    def _after(self, parsed: Tree[Token]) -> Node:
        return self._dated(parsed, Operator.MORE, "after")

    def _on(self, parsed: Tree[Token]) -> Node:
        return self._dated(parsed, Operator.EQUAL, "on")

    def _dated(self, parsed: Tree[Token], operator: Operator, word: str) -> Node:
        kinds = _DAYS if operator == Operator.EQUAL else {FactType.DATE}
        term = self._fits(self._term(parsed), kinds, parsed, word)
        return tree.Comparison(term, operator, Values(term).one(_tree(parsed.children[1])))

    # rows that hang on a person

    def _rows(self, parsed: Tree[Token]) -> Node:
        return self._counted(parsed, Operator.AT_LEAST, 1)

    def _no_rows(self, parsed: Tree[Token]) -> Node:
        return self._counted(parsed, Operator.EQUAL, 0)

    def _count(self, parsed: Tree[Token]) -> Node:
        sign, number = (_token(child) for child in parsed.children[-2:])
        if not number.isdigit():
            raise _refused("no_number", _("Rows are counted in whole numbers, from 0."), {}, parsed)
        return self._counted(parsed, Operator.of(sign), int(number))

    def _counted(self, parsed: Tree[Token], operator: Operator, number: int) -> Node:
        relation = self._relation(parsed)
        wheres = [child for child in parsed.children if isinstance(child, Tree)]
        inner = Checker(self.vocabulary, relation)
        parts = tuple(inner.check(_tree(part)) for part in wheres[0].children) if wheres else ()
        where = None if not parts else parts[0] if len(parts) == 1 else tree.Every(parts)
        return tree.Rows(relation, where, operator, number)

    # names

    def _relations(self) -> dict[str, Relation]:
        return {} if self.within else dict(self.vocabulary.relations)

    def _relation(self, parsed: Tree[Token]) -> Relation:
        name = _token(parsed.children[0])
        relation = self._relations().get(name.lower())
        if relation is None:
            message = _("“%(name)s” is not something that can be counted here.")
            raise _unknown_name("unknown_relation", message, name, self._relations(), parsed.children[0])
        self._refuse_closed(relation, parsed.children[0])
        return relation

    def _term(self, parsed: Tree[Token]) -> Term:
        name = _token(parsed.children[0])
        term = self.terms.get(name.lower())
        if term is None:
            message = _("“%(name)s” is not known.")
            raise _unknown_name("unknown_name", message, name, self.terms, parsed.children[0])
        self._refuse_closed(term, parsed.children[0])
        return term

    def _refuse_closed(self, word: Term | Relation, token: Anything) -> None:
        if why := self.vocabulary.why_closed(word):
            raise CriterionRefused("closed", why, {"name": word.name}, start=token.start_pos, end=token.end_pos)

    def _fits(self, term: Term, types: set[FactType], parsed: Tree[Token], word: str) -> Term:
        if term.type not in types:
            message = _("“%(word)s” cannot be asked of “%(name)s”. Write for example: %(example)s")
            raise _refused("misfit", message, {"word": word, "name": term.name, "example": example(term)}, parsed)
        return term

    def _values(self, term: Term, written: Anything) -> tuple[Value, ...]:
        several = (Values(term).several(_tree(value)) for value in written)
        return tuple(dict.fromkeys(value for values in several for value in values))

    def _codes(self, term: Term, written: Anything) -> tuple[str, ...]:
        return tuple(str(code) for code in self._values(term, written))


def example(term: Term) -> str:
    """A condition on `term` that is right, to learn from."""
    if term.type in (FactType.CHOICE, FactType.SET):
        code = next(iter(term.choices), "…")
        return f"{term.name} {'has' if term.type == FactType.SET else '='} {code}"
    endings = {
        FactType.NUMBER: f">= 3 {term.unit}" if term.unit else ">= 3",
        FactType.MONEY: ">= 5000",
        FactType.DATE: "within 6 months",
        FactType.ANNUAL: "within next 14 days",
        FactType.TEXT: 'starts with "…"',
    }
    return f"{term.name} {endings.get(term.type, '')}".strip()


def _span(span: Tree[Token], sign: int) -> Day:
    number, unit = (_token(child) for child in span.children)
    measure = Unit.of(unit)
    if measure in (Unit.PERCENT, Unit.MINUTES) or not number.isdigit():
        raise _refused(
            "no_span", _("Write a time in days, weeks, months or years, for example: 6 months"), {}, span
        )
    return days_from_today(sign * min(int(number), 100_000), measure)


def _upside_down(low: Value, high: Value) -> bool:
    if isinstance(low, Day) and isinstance(high, Day):
        today = date(2000, 1, 1)
        return low.on(today) > high.on(today) and (low.fixed is None) == (high.fixed is None)
    return isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and low > high


def _tree(child: Anything) -> Tree[Token]:
    assert isinstance(child, Tree)
    return child


def _token(child: Anything) -> str:
    return str(child)


def _refused(code: str, message: Anything, params: dict[str, object], parsed: Tree[Token]) -> CriterionRefused:
    return CriterionRefused(code, message, params, start=parsed.meta.start_pos, end=parsed.meta.end_pos)


def _unknown_name(code: str, message: Anything, name: str, known: Anything, token: Anything) -> CriterionRefused:
    # written as it is called on the pages: told how it is called here
    called = {str(word.label): code for code, word in known.items()}
    meant = nearest(name, known) or [called[label] for label in nearest(name, called)]
    place = {"start": token.start_pos, "end": token.end_pos}
    return CriterionRefused(code, message, {"name": name}, suggestions=meant, **place)
