"""Brings spellings of the same word together: widths, digits, cases, spaces, ё and traditional characters."""

import re
import unicodedata

from rapport.lib.traditional import SIMPLIFIED, TRADITIONAL

# 帳 is an account in clinics' headings, as 賬 is; elsewhere it is also a tent
_SIMPLER = str.maketrans(TRADITIONAL, SIMPLIFIED) | {ord("帳"): "账"}
_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])")
_COMMON = re.compile("[\x00-\x7f\u0400-\u0482\u048a-\u04ff\u4e00-\u9fff]*")
_NOT_WORD = re.compile(r"[\W_]+")
_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones."""
    return text.translate(_SIMPLER)


def plain(text: str) -> str:
    """Full-width letters, exotic digits, dashes and spaces as the plain ones; the words stay as they are."""
    if text.isascii() or _COMMON.fullmatch(text):
        return text.strip()
    return "".join(map(_plain_character, unicodedata.normalize("NFKC", text))).strip()


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs":
        return " "
    if category == "Pd" or character == "−":
        return "-"
    return "" if category == "Cf" else character


def without_brackets(text: str) -> str:
    """A name or word without the remark in brackets beside it; as it is where nothing else is there."""
    return _IN_BRACKETS.sub("", text).strip() or text


def folded(text: str) -> str:
    """The key under which spellings of one word meet: `Patient_ID`, `patientId` and `ＰＡＴＩＥＮＴ　ID` alike."""
    text = _CAMEL.sub(" ", simplified(plain(text))).lower().replace("ё", "е")
    return _HAN_GAP.sub("", _NOT_WORD.sub(" ", text).strip())
