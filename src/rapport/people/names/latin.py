"""Cyrillic and Latin spellings of one name meet in a skeleton: Халилова, Khalilova, Halilova → halilova.

The skeleton is for comparing alone; nobody is shown it. Letters that stand for two sounds in Latin (x: кс or
х, j: ж or й) give two skeletons. The skeleton of a word's beginning is, but for a digraph cut in two, the
beginning of the word's skeleton, so it serves a look-up by prefix.
"""

import re
from functools import lru_cache

from rapport.people.names.folding import is_cyrillic

_LETTERS = """
    а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts ч=ch ш=sh
    щ=sh ъ= ы=i ь= э=e ю=iu я=ia ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h і=i ї=i є=e ґ=g ў=u ҳ=h ҷ=ch ӣ=i
"""
_SOUNDS = dict(pair.split("=") for pair in _LETTERS.split())
_PASSPORT = _SOUNDS | {"х": "kh", "щ": "shch", "ъ": "ie", "ы": "y", "һ": "h"}
_sounds = str.maketrans(_SOUNDS)
_passport = str.maketrans(_PASSPORT)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch", "sh"),
        ("tch", "ch"),
        ("dzh|dj", "zh"),
        ("kh", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("cz", "ch"),
        ("ck", "k"),
        ("c(?!h)", "k"),
        ("q", "k"),
        ("w", "v"),
        ("tz", "ts"),
        ("(?<![aeiouy])yo", "e"),
        ("ye", "e"),
        ("y", "i"),
    )
)
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a folded Latin or Cyrillic word, mostly one; () when nothing is left of it."""
    forms = [word.replace("дж", "ж").translate(_sounds)]
    if word.isascii():
        forms = [_by_rules(spelling) for spelling in _spellings(word)]
    return tuple(dict.fromkeys(form for form in (_TWICE.sub(r"\1", form) for form in forms) if form))


def _spellings(word: str) -> list[str]:
    spellings = [word]
    for letter, sounds in (("x", ("ks", "kh")), ("j", ("zh", "y"))):
        if letter in word:
            spellings = [spelling.replace(letter, sound) for spelling in spellings for sound in sounds]
    return spellings


def _by_rules(word: str) -> str:
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word


def passport(word: str) -> str:
    """A folded Cyrillic word as passports spell it: халилова → khalilova."""
    return word.translate(_passport)


def romanised(name: str) -> str:
    """A Cyrillic name in Latin letters, to be shown: Халилова → Khalilova; a Latin one as it is."""
    if not any(map(is_cyrillic, name.casefold())):
        return name
    return re.sub(r"[^\W\d_]+", lambda word: passport(word[0].lower().replace("ё", "е")).capitalize(), name)
