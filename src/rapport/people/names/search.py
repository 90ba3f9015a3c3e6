"""Under which words a person is found, and what a query looks up.

A term is a short folded string. A query word finds every term that begins with it, as a range of an index
ordered by bytes: `term >= word and term < word + U+10FFFF`. Three kinds of terms:

- words of the name: in their own script; Cyrillic also as in a passport; Latin and Cyrillic by their skeleton
  (see latin.py), through which Khalilova, Halilova and Халилова find each other;
- Chinese: the name from each of its characters on (欧阳明, 阳明, 明), its pinyin in the same way, initials;
- phones: national and international digits; and, after a leading `~`, the digits from last to first, so that
  "the last four digits" are a prefix too.

A term that another one begins with is left out: it would find nothing more.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from rapport.people.names.folding import all_han, fold, is_cjk, is_cyrillic, is_latin, plain, words
from rapport.people.names.latin import passport, skeletons
from rapport.people.names.pinyin import given_syllables, other_surname_readings, surname_syllables, toneless
from rapport.people.names.splitting import split

TERM_LENGTH = 40
MOST_TERMS = 40  # a person with many names: the later ones are not indexed
MOST_WORDS = 8  # of a query
REVERSED = "~"
_ENOUGH_DIGITS = 3  # from how many digits on a query may be the end of a phone number


def search_terms(
    full: str, family: str = "", given: str = "", middle: str = "", *, others: Iterable[str] = ()
) -> set[str]:
    """The terms of a person (REC-1), about six for a Latin, eight for a Chinese, nine for a Russian name.

    `others`: former and other names, nicknames, a file number: whatever else people look for.
    """
    if not (family or given or middle):
        family, given, middle = split(full)
    texts = (full, family, given, middle, *others)
    found = [term for text in texts for word in words(text) for term in _word_terms(word)]
    found += _chinese_terms(family, given)
    for other in others:
        found += _chinese_terms(*split(other)[:2])
    return _needed(islice(dict.fromkeys(found), MOST_TERMS))


@lru_cache(maxsize=65536)
def _word_terms(word: str) -> tuple[str, ...]:
    if is_cjk(word[0]):
        return tuple(word[start:] for start in range(min(len(word), 8)))
    if is_cyrillic(word[0]):
        return (word, passport(word), *skeletons(word))
    return (word, *skeletons(word)) if is_latin(word[0]) else (word,)


def _chinese_terms(family: str, given: str) -> Iterator[str]:
    family, given = plain("".join(family.split())), plain("".join(given.split()))
    if not all_han(family + given):
        return
    for word in words(family + given):
        yield from _word_terms(word)
    surname, name = surname_syllables(family), given_syllables(given)
    both = surname + name
    yield from (toneless(both[start:]) for start in range(min(len(both), 5)))
    yield toneless(both).replace("v", "u")
    for initialled in (both, surname[:1] + name, name):
        yield "".join(syllable[:1] for syllable in initialled)
    yield from (reading + toneless(name) for reading in sorted(other_surname_readings(family)))


def _needed(terms: Iterable[str]) -> set[str]:
    kept: list[str] = []
    for term in sorted({term[:TERM_LENGTH] for term in terms} - {""}, reverse=True):
        if not (kept and kept[-1].startswith(term)):
            kept.append(term)
    return set(kept)


def query_terms(query: str) -> list[list[str]]:
    """The words of a query, each with its alternatives. A person matches when, for every word, one of their
    terms begins with one of its alternatives. [] when nothing in the query can be looked for."""
    text = fold(query)
    digits = text.replace(" ", "")
    found = (digits,) if digits.isascii() and digits.isdigit() else words(query)
    return [_alternatives(word[:TERM_LENGTH]) for word in dict.fromkeys(found)][:MOST_WORDS]


def _alternatives(word: str) -> list[str]:
    found = [word]
    if word.isdigit() and word.isascii():
        found += _phone_alternatives(word)
    elif is_latin(word[0]) or is_cyrillic(word[0]):
        found += skeletons(word)
        found.append(re.sub("(?<=[ln])yu", "v", word))
    return list(dict.fromkeys(found))


def _phone_alternatives(digits: str) -> Iterator[str]:
    if len(digits) < _ENOUGH_DIGITS:
        return
    yield REVERSED + digits[::-1]
    if digits.startswith("8"):  # how Russia and Kazakhstan dial: 8 701 … for +7 701 …
        yield "7" + digits[1:]
    if digits.startswith("0") and digits.strip("0"):  # 0571 … within China, 00 before a country
        yield digits.lstrip("0")


def phone_terms(e164: str) -> set[str]:
    """The terms of a phone number `+CC…`: national digits, all digits, and all digits reversed behind `~`.

    An extension (`;ext=`, `x12`) is left out. What is not a number in that form gives its digits alone.
    """
    number = re.split("[;x,]", e164, maxsplit=1)[0].strip()
    digits = re.sub("[^0-9]", "", number)[: TERM_LENGTH - 1]
    national = digits[_country_code_length(digits) :] if number.startswith("+") else digits
    return {digits, national, REVERSED + digits[::-1]} - {"", REVERSED}


def _country_code_length(digits: str) -> int:
    return next((n for n in (1, 2, 3) if int(digits[:n] or 0) in COUNTRY_CODE_TO_REGION_CODE), 0)
