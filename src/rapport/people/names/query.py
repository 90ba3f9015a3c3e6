"""What a query looks up among the terms (see terms.py): the ways to read it, each some words that all must fit."""

import re
from collections.abc import Iterator

from rapport.people.names.folding import LONGEST, fold, has_han, is_cyrillic, is_latin, words
from rapport.people.names.latin import skeletons
from rapport.people.names.order import in_order
from rapport.people.names.terms import REVERSED, TERM_LENGTH

MOST_WORDS = 8  # of a query
_ENOUGH_DIGITS = 3  # from how many digits on a query may be the end of a phone number
_LAST_FOUR = 4  # so many digits are most often that end

# one word as it may be written in a term
Word = list[str]

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_other_layout = str.maketrans(_LATIN_KEYS + _CYRILLIC_KEYS, _CYRILLIC_KEYS + _LATIN_KEYS)


def query_readings(query: str) -> list[list[Word]]:
    """The ways to read a query, likeliest first; [] when nothing in it can be looked for.

    As words that each begin a term; as one term with punctuation inside (an e-mail, A-17), before the words where
    no space was typed; and as typed with the keyboard set to the other script (vfhbyf: марина).
    """
    by_words, whole = query_terms(query), fold(query)[:TERM_LENGTH]
    found = [by_words] if by_words else []
    if " " in whole and not whole.replace(" ", "").isdigit():
        found.insert(len(query.split()) > 1, [[whole]])
    typed = query[:LONGEST].casefold()
    if (switched := typed.translate(_other_layout)) != typed and (by_words := query_terms(switched)):
        found.append(by_words)
    return found


def beginning_of_key(query: str) -> str:
    """What the sort keys begin with of those whose names begin with `query`, surname first; "" for one word, or
    where that cannot be told."""
    return "" if " " not in (folded := fold(query)) or has_han(folded) else in_order(folded)


def query_terms(query: str) -> list[Word]:
    """The words of a query, each with its alternatives. A person matches when, for every word, one of their
    terms begins with one of its alternatives. [] when nothing in the query can be looked for."""
    text = fold(query)
    digits = text.replace(" ", "")
    found = (digits,) if digits.isascii() and digits.isdigit() else words(query)
    return [_alternatives(word[:TERM_LENGTH]) for word in dict.fromkeys(found)][:MOST_WORDS]


def _alternatives(word: str) -> Word:
    found = [word]
    if word.isdigit() and word.isascii():
        found += _phone_alternatives(word)
        if len(word) == _LAST_FOUR:
            found[:2] = reversed(found[:2])
    elif is_cyrillic(word[0]):  # each Cyrillic name has its skeletons too; дж is one sound in them
        found = [*(found if word.endswith("д") else ()), *skeletons(word)] or found
    elif is_latin(word[0]):
        found += skeletons(word)
        found.append(re.sub("(?<=[ln])yu", "v", word))
    return _shortest(found)


def _shortest(written: Word) -> Word:
    """Without those that begin with another one, which finds the same and more."""
    return [one for one in dict.fromkeys(written) if not any(one != w and one.startswith(w) for w in written)]


def _phone_alternatives(digits: str) -> Iterator[str]:
    if len(digits) < _ENOUGH_DIGITS:
        return
    yield REVERSED + digits[::-1]
    if digits.startswith("8"):  # how Russia and Kazakhstan dial: 8 701 … for +7 701 …
        yield "7" + digits[1:]
    if digits.startswith("0") and digits.strip("0"):  # 0571 … within China, 00 before a country
        yield digits.lstrip("0")
