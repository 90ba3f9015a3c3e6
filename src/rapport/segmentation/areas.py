"""The words of the language by what they are about, for whoever has to choose one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.lib.facts import Tells
from rapport.segmentation.catalogue import FACTS, facts_by_app

_PERSON, _CLASS, _MONEY, _ROWS = _("The person"), _("Class and value"), _("Money"), _("One by one")
# in the order in which the catalogue has its apps
_OF_APP = (
    _PERSON,
    _("Visits and treatment"),
    _("Contacts and tasks"),
    _("Appointments"),
    _("Feedback"),
    _("Cards and wallet"),
)


@dataclass(frozen=True)
class Area:
    label: Any
    words: Sequence[Term | Relation]


def areas(vocabulary: Vocabulary, used: Collection[str] = ()) -> list[Area]:
    """The words that may be asked by here, each in one area; those for related rows in the last.

    Inner counts are left out, but for those that are `used` already where one chooses.
    """
    labels = {name: label for label, names in zip(_OF_APP, facts_by_app(), strict=True) for name in names}
    found: dict[Any, list[Term | Relation]] = {label: [] for label in (_PERSON, _CLASS, *_OF_APP[1:], _MONEY)}
    for term in vocabulary.terms.values():
        if not vocabulary.why_closed(term) and (term.name in used or not FACTS[term.name].inner):
            found[_area(term, labels.get(term.name, _MONEY))].append(term)
    found[_ROWS] = [one for one in vocabulary.relations.values() if not vocabulary.why_closed(one)]
    return [Area(label, sorted(words, key=_by_label)) for label, words in found.items() if words]


def _area(term: Term, of_app: Any) -> Any:
    if Tells.MONEY in term.tells:
        return _MONEY
    return _CLASS if term.tells & {Tells.STANDING, Tells.INFLUENCE} else of_app


def _by_label(word: Term | Relation) -> str:
    return str(word.label).casefold()
