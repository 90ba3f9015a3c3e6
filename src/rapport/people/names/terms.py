"""Under which words a person is found.

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
MOST_SIGNS = 120  # of all terms of a person: who is reached under more is not found by all pairs of words
MOST_PARTS = 6  # of a file number or an address
REVERSED = "~"
_COUNTRY_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))


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


def name_words(*texts: str) -> set[str]:
    """The terms of those words in which a piece from the middle may be looked for: Latin and Cyrillic ones. A
    Chinese name is found from each of its characters on as it is."""
    spelled = (word for text in texts for word in words(text) if not is_cjk(word[0]) and not word.isdigit())
    return {term[:TERM_LENGTH] for word in islice(spelled, MOST_TERMS) for term in _word_terms(word)}


def _needed(terms: Iterable[str]) -> set[str]:
    kept: list[str] = []
    for term in sorted({term[:TERM_LENGTH] for term in terms} - {""}, reverse=True):
        if not (kept and kept[-1].startswith(term)):
            kept.append(term)
    return set(kept)


def first_signs(terms: Iterable[str]) -> str:
    """With which signs these terms begin, each once."""
    return "".join(sorted({term[0] for term in terms}))[:MOST_SIGNS]


def phone_terms(e164: str) -> set[str]:
    """The terms of a phone number `+CC…`: national digits, all digits, and all digits reversed behind `~`.

    An extension (`;ext=`, `x12`) is left out. What is not a number in that form gives its digits alone.
    """
    number = re.split("[;x,]", e164, maxsplit=1)[0].strip()
    digits = re.sub("[^0-9]", "", number)[: TERM_LENGTH - 1]
    national = digits[_country_code_length(digits) :] if number.startswith("+") else digits
    return {digits, national, REVERSED + digits[::-1]} - {"", REVERSED}


def _country_code_length(digits: str) -> int:
    return next((n for n in (1, 2, 3) if digits[:n] in _COUNTRY_CODES), 0)


def number_terms(file_number: str) -> set[str]:
    """The terms of a file number: whole, without leading zeros, from each of its parts on (A-0017: 17)."""
    parts = fold(file_number).split()[:MOST_PARTS]
    from_each = {" ".join(parts[start:]) for start in range(len(parts))}
    return {term[:TERM_LENGTH] for part in from_each for term in (part, part.lstrip("0") or "0")}


def handle_terms(handle: str) -> set[str]:
    """The terms of a WeChat or Telegram name or an e-mail address: whole, and from each word before the @ on."""
    own = len(fold(handle.strip().lstrip("@").partition("@")[0]).split())
    parts = fold(handle).split()
    return {" ".join(parts[start:])[:TERM_LENGTH] for start in range(min(own, MOST_PARTS))}
