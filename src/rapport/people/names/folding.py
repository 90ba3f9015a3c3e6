"""One form for what is written in many ways: the ground of search, sorting and comparing."""

import re
import unicodedata
from functools import lru_cache

from rapport.lib.traditional import SIMPLIFIED, TRADITIONAL

LONGEST = 400  # characters of a text that are looked at: a name is never longer, hostile input is

_APOSTROPHES = "'’‘ʼʻʹʺ′`´ˈ＇"
_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ə": "a",
    "ŋ": "n",
}
_CYRILLIC_LETTERS = {"ё": "е", "ѐ": "е", "ѝ": "и"}


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("Cf", "Mn", "Me") and not _belongs_to_its_letter(character):
        return ""
    if character in _APOSTROPHES:
        return ""
    if category[0] in "LM":
        base = unicodedata.normalize("NFD", character)[0]
        return base if "a" <= base <= "z" else character
    return character if category in ("Nl", "No") else " "


def _belongs_to_its_letter(mark: str) -> bool:
    """Vowel signs of Indic scripts and marks of kana change the word; accents and points do not."""
    return unicodedata.category(mark) == "Mn" and ("\u0900" <= mark <= "\u109f" or "\u1780" <= mark <= "\u17ff")


class _Table(dict[int, str]):
    """Characters already folded, for str.translate; the others are folded when they are first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_table = _Table(
    {ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)}
    | {ord(old): new for old, new in (_LETTERS | _CYRILLIC_LETTERS).items()}
)


def plain(text: str) -> str:
    """`text` with full-width forms, case and composed letters made one; accents and characters kept."""
    normal = unicodedata.normalize("NFKC", text[:LONGEST])
    return unicodedata.normalize("NFKC", normal.casefold())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """What is compared instead of `text`: lower case, no accents (é=e, ё=е), simplified characters, half
    width, ASCII digits, words parted by one space, no punctuation. Chinese and Cyrillic stay so."""
    return " ".join(plain(text).translate(_table).split())


_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_han = re.compile(f"[{_HAN}]")
_only_han = re.compile(f"[{_HAN}]+")
# written without spaces between the parts of a name: Chinese, kana, hangul
_CJK = _HAN + "\u3005\u3040-\u30ff\uac00-\ud7af"
_cjk = re.compile(f"[{_CJK}]")
_runs = re.compile(f"[{_CJK}]+|[^ {_CJK}]+")


def has_han(text: str) -> bool:
    """Whether there is any Chinese character in the text."""
    return _han.search(text) is not None


def all_han(text: str) -> bool:
    """Whether the text is Chinese characters and nothing else; False for none."""
    return _only_han.fullmatch(text) is not None


def is_cjk(character: str) -> bool:
    return _cjk.match(character) is not None


def is_cyrillic(character: str) -> bool:
    return "\u0400" <= character <= "\u052f"


def is_latin(character: str) -> bool:
    return "a" <= character <= "z"


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, parted at spaces and where Chinese, kana or hangul meets another script."""
    return tuple(_runs.findall(fold(text)))
