"""The address at which a branch is booked, for its site and its leaflets: the name for people, the number for us.

The number alone leads there: a branch that gets another name keeps every address that was printed.
"""

from __future__ import annotations

import re

from rapport.people.names.folding import is_cjk, is_cyrillic, words
from rapport.people.names.latin import passport
from rapport.people.names.pinyin import syllable, toneless
from rapport.staff.models import Branch

_LONGEST = 40


class BranchAddress:
    """A branch in a URL, as `riverside-3` or, from before, `3`; views get its number."""

    regex = r"(?:[a-z0-9-]+-)?[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value.rpartition("-")[2])

    def to_url(self, value: Branch | int) -> str:
        return f"{in_latin(value.name)}-{value.pk}".lstrip("-") if isinstance(value, Branch) else str(value)


def in_latin(name: str) -> str:
    """The words of `name` as they are searched for, in Latin letters with dashes between; "" where it has none."""
    return "-".join(filter(None, map(_latin, words(name))))[:_LONGEST].strip("-")


def _latin(word: str) -> str:
    if is_cjk(word[0]):
        word = toneless(tuple(filter(None, map(syllable, word)))).replace("v", "u")
    elif is_cyrillic(word[0]):
        word = passport(word)
    return re.sub(r"[^a-z0-9]", "", word)
