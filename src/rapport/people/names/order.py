"""The order of people in a list, as a plain string that sorts right byte by byte.

One list holds all scripts: Latin names and Chinese ones (by pinyin, with tones, then by character, so that
one surname stays together) mingle under A to Z as in a phone book; Cyrillic follows, А to Я with ё as е and
the Kazakh letters in their places; then all other scripts; the nameless come last. Capitals, accents and
punctuation do not count.

The column must compare bytes: BINARY on SQLite (the default), "C" on PostgreSQL.
"""

from collections.abc import Callable

from rapport.people.names.folding import fold, has_han, plain
from rapport.people.names.pinyin import given_syllables, surname_syllables
from rapport.people.names.splitting import split

KEY_LENGTH = 200
_LAST = "\U0010fffd"

# A letter of its own after its neighbour: а < ә < б, so ә is а and the highest Cyrillic sign.
_AFTER = "\u052f"
_cyrillic = str.maketrans(
    {
        letter: neighbour + _AFTER * place
        for neighbour, letters in (
            ("а", "ә"), ("г", "ғґ"), ("е", "є"), ("и", "ї"), ("к", "қ"), ("н", "ң"), ("о", "ө"),
            ("у", "ұүў"), ("х", "һҳ"), ("ч", "ҷ"), ("ы", "і"),
        )
        for place, letter in enumerate(letters, start=1)
    }
)  # fmt: skip


# what is worked out of a name and kept beside it
NAME_KEYS = ("sort_key", "name_key", "given_key")


def sort_key(family: str, given: str, middle: str = "", full: str = "") -> str:
    """The key of a person, at most 200 characters: surname first, as far as parts or `full` tell it."""
    if not (family or given or middle):
        family, given, middle = split(full)
    surname = _key(family, surname_syllables)
    rest = (_key(given, given_syllables), _key(middle, given_syllables))
    return " ".join(filter(None, (surname, *rest)))[:KEY_LENGTH] or _LAST


def _key(part: str, reading: Callable[[str], tuple[str, ...]]) -> str:
    text = plain(part)
    if not has_han(text):
        return in_order(fold(part))
    characters = "".join(text.split())
    pairs = zip(reading(characters), characters, strict=True)
    return "".join(syllable + fold(character) for syllable, character in pairs)


def in_order(folded: str) -> str:
    """Folded letters as a key holds them, so that they sort by their alphabets."""
    return folded.translate(_cyrillic)
