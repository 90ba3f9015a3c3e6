"""All words that somebody may write a condition with, each with what it means and an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.criteria.checking import example
from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.lib.facts import FactType
from rapport.segmentation.areas import areas

_KINDS = {
    FactType.NUMBER: _("number"),
    FactType.MONEY: _("amount"),
    FactType.DATE: _("day"),
    FactType.ANNUAL: _("day of the year"),
    FactType.CHOICE: _("one of"),
    FactType.TEXT: _("text"),
    FactType.BOOLEAN: _("yes or no"),
    FactType.SET: _("several of"),
}
# a clinic may have hundreds of tags
_CHOICES = 12


@dataclass(frozen=True)
class Word:
    """A word with its kind and unit, the first of its choices (and how many more), and a condition with it."""

    name: str
    label: Any
    kind: Any
    unit: str
    choices: Sequence[tuple[str, Any]]
    more: int
    example: str
    inside: Sequence[Word] = ()


def dictionary(vocabulary: Vocabulary) -> list[tuple[Any, list[Word]]]:
    """Area and its words, for all that may be asked by."""
    return [(area.label, [_word(word, vocabulary) for word in area.words]) for area in areas(vocabulary)]


def _word(word: Term | Relation, vocabulary: Vocabulary) -> Word:
    if isinstance(word, Relation):
        inside = [_word(term, vocabulary) for term in word.terms.values() if not vocabulary.why_closed(term)]
        told = f"exists {word.name}({inside[0].example})"
        return Word(word.name, word.label, _("rows to be counted"), "", (), 0, told, inside)
    choices = list(word.choices.items())
    return Word(
        word.name,
        word.label,
        _KINDS[word.type],
        str(word.unit or ""),
        choices[:_CHOICES],
        max(0, len(choices) - _CHOICES),
        example(word),
    )
