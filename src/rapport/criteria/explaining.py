"""What a criterion came to for one person, as lines that somebody can read: each condition with its figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.criteria import tree
from rapport.criteria.evaluating import Finding
from rapport.criteria.speaking import sentence, value_in_words
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import FactType, Tells
from rapport.lib.figures import show_amount


@dataclass(frozen=True)
class Line:
    """One condition in words, whether it holds (None: a figure is not known), and the figure; "" where the words
    say all. `tells` is what the figure gives away of a person."""

    words: str
    holds: bool | None
    figure: str
    tells: frozenset[Tells]


def lines_of(finding: Finding, currency: str = "") -> list[Line]:
    """A line for every condition that must hold; of alternatives one that does, or all where none does. Amounts of
    money are in `currency`."""
    return [
        Line(sentence(one.node), one.outcome, _figure(one, currency), tree.tells(one.node))
        for one in _parts(finding)
    ]


def _parts(finding: Finding) -> Iterator[Finding]:
    match finding.node:
        case tree.Every():
            for part in finding.parts:
                yield from _parts(_enough(part))
        case tree.Any() if finding.outcome is True:
            for part in finding.parts:
                if part.outcome is True:
                    yield from _parts(part)
        case _:
            yield finding


def _enough(part: Finding) -> Finding:
    """Of alternatives among other conditions the first that holds: more of them decide nothing."""
    if isinstance(part.node, tree.Any) and part.outcome is True:
        return _enough(next(one for one in part.parts if one.outcome is True))
    return part


def _figure(finding: Finding, currency: str) -> str:
    match finding.node:
        case tree.Every() | tree.Any():  # several figures in one sentence: each with its name
            named = (
                _("%(fact)s: %(condition)s") % {"fact": _label(leaf), "condition": figure}
                for leaf in _leaves(finding)
                if (figure := _figure(leaf, currency))
            )
            return " · ".join(dict.fromkeys(named))
        case tree.Negation():
            return _figure(finding.parts[0], currency)
        case tree.Rows():
            return formats.number_format(finding.figure)
        case tree.Holds() if finding.figure is not None:
            return ""
        case tree.Has(term, _mode, codes) if finding.figure is not None:
            return _(", ").join(str(term.choices[code]) for code in codes if code in finding.figure)
        case node:
            return figure_in_words(node.term, finding.figure, currency)


def _leaves(finding: Finding) -> Iterator[Finding]:
    if not finding.parts:
        yield finding
    for part in finding.parts:
        yield from _leaves(part)


def _label(leaf: Finding) -> Anything:
    node = leaf.node
    return node.relation.label if isinstance(node, tree.Rows) else node.term.label  # type: ignore[union-attr]


def figure_in_words(term: Term, figure: Anything, currency: str = "") -> str:
    """What is known of a person in words, as conditions see it (`evaluating.Person`); an amount of money with the
    sign of `currency`, that of their branch."""
    if figure is None:
        return _("not known")
    if isinstance(figure, set):
        return _(", ").join(str(term.choices[code]) for code in term.choices if code in figure)
    if term.type == FactType.BOOLEAN:
        return _("yes") if figure else _("no")
    if isinstance(figure, date):
        return formats.date_format(figure, "SHORT_DATE_FORMAT")
    if term.type == FactType.MONEY and currency:
        return show_amount(int(figure), currency, get_language() or "en")
    return value_in_words(term, figure)
