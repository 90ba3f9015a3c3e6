"""How alike two names are, over scripts and spellings, for finding duplicates (REC-10)."""

from functools import lru_cache

from rapidfuzz import fuzz

from rapport.people.names.folding import all_han, fold, words
from rapport.people.names.latin import skeletons
from rapport.people.names.pinyin import given_syllables, surname_syllables, syllable, toneless
from rapport.people.names.splitting import split

ALIKE = 0.85  # from here on two people with one birth date are worth a look

_SAME_SOUND = 0.8  # 明 and 鸣: one of them is probably a slip
_INITIAL = 0.8  # М. for Мария
_OTHER_WORD = 0.6  # below, two words are simply different
_ONE_WORD = 0.6  # a given name alone says little
_MISSING_WORD = 0.04


def similar(a: str, b: str) -> float:
    """0 (nothing alike) to 1 (the same name but for script, spelling, order or accents). Symmetric."""
    left, right = fold(a), fold(b)
    if not (left and right):
        return 0.0
    if left == right:
        return 1.0
    characters = ["".join(filter(all_han, text)) for text in (left, right)]
    if all(characters):
        return _alike_in_characters(*characters)
    return _alike_in_words(*sorted((_sounds(a), _sounds(b)), key=lambda sounds: (len(sounds), sounds)))


def _alike_in_characters(a: str, b: str) -> float:
    same = sum(_character_likeness(x, y) for x, y in zip(a, b, strict=False))
    return same / max(len(a), len(b))


def _character_likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    return _SAME_SOUND if toneless((syllable(a),)) == toneless((syllable(b),)) else 0.0


@lru_cache(maxsize=16384)
def _sounds(name: str) -> tuple[tuple[str, ...], ...]:
    """For every word of the name its skeletons; a Chinese name by its pinyin, surname and given name."""
    return tuple(form for word in words(name) for form in (_pinyin(word) if all_han(word) else (_forms(word),)))


def _forms(word: str) -> tuple[str, ...]:
    return skeletons(word) or (word,)


def _pinyin(word: str) -> tuple[tuple[str, ...], ...]:
    family, given, _ = split(word)
    read = (toneless(surname_syllables(family)), toneless(given_syllables(given)))
    return tuple(_forms(part) for part in read if part)


def _alike_in_words(few: tuple[tuple[str, ...], ...], many: tuple[tuple[str, ...], ...]) -> float:
    if not few:
        return 0.0
    left, total = list(many), 0.0
    for word in few:
        best = max(left, key=lambda other: _word_likeness(word, other))
        total += _word_likeness(word, best)
        left.remove(best)
    score = total / len(few) - _MISSING_WORD * len(left)
    return max(0.0, score * (_ONE_WORD if len(few) == 1 and left else 1.0))


def _word_likeness(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    return max(_spelling_likeness(x, y) for x in a for y in b)


def _spelling_likeness(a: str, b: str) -> float:
    if 1 in (len(a), len(b)) and a[0] == b[0] and a != b:
        return _INITIAL
    ratio = fuzz.ratio(a, b) / 100
    return ratio if ratio >= _OTHER_WORD else 0.0
