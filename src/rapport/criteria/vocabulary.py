"""What may be named in a criterion: the terms a person has, and the kinds of rows that hang on a person.

The words come from above (the catalogue of facts); this module knows only what a word is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapport.lib.facts import FactType, Tells, Unit

# how many of the first go into one of the second, where a number in the one may be written in the other
CONVERSIONS = {
    (Unit.MONTHS, Unit.YEARS): 12,
    (Unit.DAYS, Unit.WEEKS): 7,
}


def unchanged(text: str) -> str:
    return text


@dataclass(frozen=True)
class Term:
    """A word for one thing known about a person, or about a row of a person.

    `sql` is the column or expression it stands for, NULL where the thing is not known. A set is kept as bits in
    that column (`bits`: code → bit) or as rows of its own: then `sql` selects them, with `{codes}` where the
    stored codes go. Money is in minor units, a yearly day is month × 100 + day.
    """

    name: str
    type: FactType
    label: Any
    sql: str
    unit: Unit | None = None
    # code → label, for a choice and for a set
    choices: Mapping[str, Any] = field(default_factory=dict)
    # what stands in the database for a code, where it is not the code itself
    stored: Mapping[str, Any] = field(default_factory=dict)
    # a word for several codes: basic → (filling, endodontic, …)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bits: Mapping[str, int] | None = None
    # what a text is brought to before it is compared; the column holds text brought to the same
    fold: Callable[[str], str] = unchanged
    # what an answer gives away
    tells: frozenset[Tells] = frozenset()
    # between what a number always lies
    least: int = 0
    most: int | None = None

    @property
    def is_rows(self) -> bool:
        """Whether this is a set kept as rows of its own."""
        return self.type == FactType.SET and self.bits is None

    def in_database(self, code: str) -> Any:
        return self.stored.get(code, code)


@dataclass(frozen=True)
class Relation:
    """A word for rows that hang on a person: visit, appointment, child.

    `source` is what stands after FROM, with the condition that ties a row to the person after `tie`.
    """

    name: str
    label: Any
    source: str
    tie: str
    terms: Mapping[str, Term]
    tells: frozenset[Tells] = frozenset()
    # where it is known of the person: what the latest `date` of the rows is until today, as SQL
    latest: str = ""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All words of the language at one moment (choices such as tags are read when it is made). Each equals itself
    alone, so that what was read by it can be kept.

    `closed` says of what must not be asked here, and why: a sentence that may name the word, as `%(name)s`.
    """

    terms: Mapping[str, Term]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    closed: Mapping[Tells, Any] = field(default_factory=dict)

    def why_closed(self, word: Term | Relation) -> Any:
        """Why nobody may ask by `word` here; "" where they may."""
        return next((why for tells, why in self.closed.items() if tells in word.tells), "")
