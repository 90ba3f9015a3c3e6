"""How Chinese names are read. Surnames by our own table first: pypinyin reads 单 dan and 曾 ceng."""

import os
import re
import unicodedata
from functools import cache, lru_cache

from rapport.people.names.folding import fold
from rapport.people.names.surnames import COMMON, COMPOUND, COMPOUND_READINGS, READINGS

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
# readings that given names have and dictionaries list second
_IN_GIVEN_NAMES = {
    "晟": "sheng4",
    "茜": "qian4",
    "媛": "yuan4",
    "行": "xing2",
    "柏": "bai3",
    "卜": "bu3",
    "莘": "xin1",
}


@cache
def _dictionary() -> dict[int, str]:
    """Readings by code point. The dictionary of phrases, which nobody asks here, would take every command a third
    of a second and every process dozens of megabytes."""
    os.environ.update(PYPINYIN_NO_PHRASES="1", PYPINYIN_NO_DICT_COPY="1")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


@lru_cache(maxsize=65536)
def syllable(character: str) -> str:
    """The dictionary's first reading with the tone as a digit, ü as v: `qin2`; "" for what is not Chinese."""
    readings = _dictionary().get(ord(character), "")
    return _with_digit(readings.partition(",")[0]) if readings else ""


def _with_digit(reading: str) -> str:
    tone = "5"
    letters: list[str] = []
    for mark in unicodedata.normalize("NFD", reading):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark == "\u0308":
            letters[-1] = "v"
        elif "a" <= mark <= "z":
            letters.append(mark)
    return "".join(letters) + tone


def surname_syllables(surname: str) -> tuple[str, ...]:
    """How a surname is read, one syllable a character: 单 → shan4, 尉迟 → yu4 chi2."""
    folded = fold(surname)
    if folded in COMPOUND_READINGS:
        return COMPOUND_READINGS[folded]
    if len(folded) == 1 and folded in READINGS:
        return READINGS[folded][:1]
    return tuple(map(syllable, surname))


def other_surname_readings(surname: str) -> set[str]:
    """What people who do not know the surname type, without tones: 单 → dan; and accepted second readings."""
    folded = fold(surname)
    known = {toneless((reading,)) for reading in READINGS.get(folded, ())}
    known.add(toneless(tuple(map(syllable, surname))))
    return known - {toneless(surname_syllables(surname)), ""}


def given_syllables(given: str) -> tuple[str, ...]:
    return tuple(_IN_GIVEN_NAMES.get(character) or syllable(character) for character in given)


def toneless(syllables: tuple[str, ...]) -> str:
    return "".join(syllable[:-1] for syllable in syllables)


def written(syllables: tuple[str, ...]) -> str:
    """Pinyin as in a passport: 吕 → Lyu, 欧阳 → Ouyang."""
    return toneless(syllables).replace("v", "yu").capitalize()


def romanised(family: str, given: str) -> str:
    """A Chinese name in Latin letters, surname first: Ouyang Ming."""
    parts = (written(surname_syllables(family)), written(given_syllables(given)))
    return " ".join(filter(None, parts))


@cache
def common_surnames() -> frozenset[str]:
    """The pinyin of the hundred commonest and of the compound surnames, without tones."""
    return frozenset(toneless(surname_syllables(surname)) for surname in (*COMMON, *COMPOUND))


@cache
def _word_of_syllables() -> re.Pattern[str]:
    syllables = {_with_digit(readings.partition(",")[0])[:-1] for readings in _dictionary().values()}
    spoken = sorted(filter(re.compile("[aeiou]").search, syllables), key=len, reverse=True)
    later = [syllable for syllable in spoken if syllable[0] not in "aeo"]  # Xi'an, with an apostrophe
    return re.compile(f"(?:{'|'.join(spoken)}|lyu|nyu)(?:{'|'.join(later)}|lyu|nyu)*")


@lru_cache(maxsize=16384)
def is_pinyin(word: str) -> bool:
    """Whether a folded word can be read as pinyin from end to end."""
    return _word_of_syllables().fullmatch(word) is not None
