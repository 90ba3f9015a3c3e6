"""Tables side by side on one sheet: the same headings over and over, each time for other people."""

from collections.abc import Sequence

from rapport.importing.recognising.fields import Kind
from rapport.importing.recognising.headings import Why, claims

_NAMES = frozenset({"full_name", "family_name"})


def blocks(headings: Sequence[str]) -> list[range]:
    """The columns of each such table, from the left; [] where there is but one. Each names its person:
    what repeats beside one name alone are visits of that person (see series)."""
    for step in range(2, len(headings)):
        first = _trimmed(headings[:step])
        starts = range(0, len(headings), step)
        if len(first) > 1 and all(_trimmed(headings[start : start + step]) == first for start in starts):
            return [range(start, start + len(first)) for start in starts] if any(map(_names, first)) else []
    return []


def _trimmed(headings: Sequence[str]) -> list[str]:
    kept = list(headings)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _names(heading: str) -> bool:
    return any(claim.field in _NAMES and claim.why is Why.HEADING for claim in claims(Kind.PATIENTS, heading))
