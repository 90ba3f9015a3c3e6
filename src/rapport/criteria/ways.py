"""The ways to ask by a word, as a builder offers them: what each is called, what it takes, how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.criteria.vocabulary import Relation, Term
from rapport.lib.facts import FactType


class Takes(StrEnum):
    """What is filled in beside a way."""

    NOTHING = "nothing"
    ONE = "one"
    TWO = "two"
    SPAN = "span"  # so many days, weeks, months or years
    CODES = "codes"


@dataclass(frozen=True)
class Way:
    """`pattern` is the text of the condition: {word}, {0} and {1} for what was filled in, {where} for conditions
    on related rows. A way without `types` is one for related rows.
    """

    key: str
    label: Any
    takes: Takes
    pattern: str
    types: frozenset[FactType] = frozenset()


@dataclass(frozen=True)
class Together:
    """What stands in the place of a word where a row is several: all of them have to be met, or one."""

    name: str
    label: Any
    joint: str


# no word of the language begins with a bracket
TOGETHER = {
    one.name: one
    for one in (
        Together("(and)", _("all of these"), "and"),
        Together("(or)", _("at least one of these"), "or"),
    )
}

_FIGURES = frozenset({FactType.NUMBER, FactType.MONEY})
_DATE, _ANNUAL, _TEXT = frozenset({FactType.DATE}), frozenset({FactType.ANNUAL}), frozenset({FactType.TEXT})
_CHOICE, _SET, _BOOLEAN = frozenset({FactType.CHOICE}), frozenset({FactType.SET}), frozenset({FactType.BOOLEAN})

_ALL = (
    Way("yes", _("yes"), Takes.NOTHING, "{word}", _BOOLEAN),
    Way("no", _("no"), Takes.NOTHING, "not {word}", _BOOLEAN),
    Way(">=", _("at least"), Takes.ONE, "{word} >= {0}", _FIGURES),
    Way("<=", _("at most"), Takes.ONE, "{word} <= {0}", _FIGURES),
    Way("=", pgettext_lazy("a figure", "exactly"), Takes.ONE, "{word} = {0}", _FIGURES),
    Way("!=", pgettext_lazy("a figure", "not"), Takes.ONE, "{word} != {0}", _FIGURES),
    Way(">", _("more than"), Takes.ONE, "{word} > {0}", _FIGURES),
    Way("<", _("less than"), Takes.ONE, "{word} < {0}", _FIGURES),
    Way("within", _("in the last"), Takes.SPAN, "{word} within {0}", _DATE),
    Way("older", _("longer ago than"), Takes.SPAN, "{word} older than {0}", _DATE),
    Way("within_next", _("in the next"), Takes.SPAN, "{word} within next {0}", _DATE | _ANNUAL),
    Way("before", pgettext_lazy("a day", "before"), Takes.ONE, "{word} before {0}", _DATE),
    Way("after", pgettext_lazy("a day", "after"), Takes.ONE, "{word} after {0}", _DATE),
    Way("on", pgettext_lazy("a day", "on"), Takes.ONE, "{word} on {0}", _DATE | _ANNUAL),
    Way("between", _("from … to …"), Takes.TWO, "{word} between {0} and {1}", _FIGURES | _DATE | _ANNUAL),
    Way("in", _("one of"), Takes.CODES, "{word} in ({0})", _CHOICE),
    Way("not_in", _("none of"), Takes.CODES, "{word} not in ({0})", _CHOICE),
    Way("any", _("at least one of"), Takes.CODES, "{word} has any ({0})", _SET),
    Way("all", _("all of"), Takes.CODES, "{word} has all ({0})", _SET),
    Way("none", _("none of"), Takes.CODES, "{word} has none ({0})", _SET),
    Way("is", pgettext_lazy("a text", "is"), Takes.ONE, "{word} = {0}", _TEXT),
    Way("contains", _("contains"), Takes.ONE, "{word} contains {0}", _TEXT),
    Way("starts", _("begins with"), Takes.ONE, "{word} starts with {0}", _TEXT),
    Way("known", _("is known"), Takes.NOTHING, "{word} is known", _FIGURES | _DATE | _ANNUAL | _CHOICE | _TEXT),
    Way(
        "unknown",
        _("is not known"),
        Takes.NOTHING,
        "{word} is unknown",
        _FIGURES | _DATE | _ANNUAL | _CHOICE | _TEXT,
    ),
    Way("exists", _("there is"), Takes.NOTHING, "exists {word}{where}"),
    Way("missing", _("there is none"), Takes.NOTHING, "no {word}{where}"),
    Way("count>=", _("at least"), Takes.ONE, "count {word}{where} >= {0}"),
    Way("count<=", _("at most"), Takes.ONE, "count {word}{where} <= {0}"),
    Way("count=", pgettext_lazy("a figure", "exactly"), Takes.ONE, "count {word}{where} = {0}"),
)


def ways_of(word: Term | Relation) -> list[Way]:
    """The ways to ask by `word`; the first is the one to begin with."""
    if isinstance(word, Relation):
        return [way for way in _ALL if not way.types]
    return [way for way in _ALL if word.type in way.types]


def way_of(word: Term | Relation, key: str) -> Way:
    """The way called `key`, or the first where `word` has none of that name."""
    ways = ways_of(word)
    return next((way for way in ways if way.key == key), ways[0])
