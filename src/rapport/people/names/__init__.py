"""Names in any script: folded, sorted, searched, compared, taken apart, spoken (REC-1, REC-10)."""

from rapport.people.names.address import display_name, greeting, initials
from rapport.people.names.folding import fold
from rapport.people.names.likeness import ALIKE, similar
from rapport.people.names.order import KEY_LENGTH, sort_key
from rapport.people.names.search import TERM_LENGTH, phone_terms, query_terms, search_terms
from rapport.people.names.splitting import NameParts, split

__all__ = [
    "ALIKE",
    "KEY_LENGTH",
    "TERM_LENGTH",
    "NameParts",
    "display_name",
    "fold",
    "greeting",
    "initials",
    "phone_terms",
    "query_terms",
    "search_terms",
    "similar",
    "sort_key",
    "split",
]
