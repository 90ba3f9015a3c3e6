"""What a file or sheet holds and what its columns mean, from headings in four languages and from content."""

from rapport.importing.recognising.cards import Card, CardList, card_list, cards_of
from rapport.importing.recognising.fields import FIELDS, KIND_LABELS, LABELS, REQUIRED, Field, Kind
from rapport.importing.recognising.guessing import Guess, recognise
from rapport.importing.recognising.headings import Why
from rapport.importing.recognising.mapping import Mapping, fingerprint
from rapport.importing.recognising.series import Group, Series, find_series
from rapport.importing.recognising.shapes import NO_TABLE, no_table

__all__ = [
    "FIELDS",
    "KIND_LABELS",
    "LABELS",
    "NO_TABLE",
    "REQUIRED",
    "Card",
    "CardList",
    "Field",
    "Group",
    "Guess",
    "Kind",
    "Mapping",
    "Series",
    "Why",
    "card_list",
    "cards_of",
    "find_series",
    "fingerprint",
    "no_table",
    "recognise",
]
