"""Names in any script: folded, sorted, searched, compared, taken apart, spoken (REC-1, REC-10)."""

from rapport.people.names.address import display_name, initials
from rapport.people.names.folding import fold
from rapport.people.names.greeting import greeting, shown_name
from rapport.people.names.likeness import ALIKE, similar
from rapport.people.names.order import KEY_LENGTH, NAME_KEYS, sort_key
from rapport.people.names.query import beginning_of_key, query_readings, query_terms
from rapport.people.names.splitting import split
from rapport.people.names.terms import (
    TERM_LENGTH,
    first_signs,
    handle_terms,
    name_words,
    number_terms,
    phone_terms,
    search_terms,
)

__all__ = [
    "ALIKE",
    "KEY_LENGTH",
    "NAME_KEYS",
    "TERM_LENGTH",
    "beginning_of_key",
    "display_name",
    "first_signs",
    "fold",
    "greeting",
    "handle_terms",
    "initials",
    "name_words",
    "number_terms",
    "phone_terms",
    "query_readings",
    "query_terms",
    "search_terms",
    "shown_name",
    "similar",
    "sort_key",
    "split",
]
