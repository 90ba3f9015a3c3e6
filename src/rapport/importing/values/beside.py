"""A telephone number written beside a name, in one cell."""

import re
from dataclasses import replace
from functools import lru_cache

import phonenumbers

from rapport.lib.folding import plain
from rapport.lib.phone import Phone, read_phones

_DIAL = r"[+(]?\d[\d\s().\-+,;/、]*"
_BEHIND = re.compile(rf"(?P<name>[^\d+]*?[^\W\d_][^\d+]*?)(?P<phone>{_DIAL})")
_BEFORE = re.compile(rf"(?P<phone>{_DIAL})(?P<name>[^\d+]*[^\W\d_][^\d+]*)")
# тел.: 电话： what the number is, and 妈妈 (мама: whose
_LABEL = re.compile(
    r"(?:(?<=\W)(?:тел(?:ефон)?|моб(?:ильный)?|сот|(?-i:т)[.:]|tel(?:ephone)?|phone|"
    r"mob(?:ile)?|cell|ph)|电话|手机号?|電話|手機)\W*$",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"(?:[(（](?P<said>[^()（）]+)|(?<=\W)(?P<one>мам[аы]|пап[аы]|муж|жена|бабушка|дедушка|сын|дочь|mother|mom|father|dad|"
    r"wife|husband|son|daughter)|(?P<han>妈妈?|爸爸?|母亲|父亲|奶奶|爷爷|外婆|外公|姥姥|妻子?|老婆|丈夫|老公|儿子|女儿|家长))\W*$",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}|\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?(?:\d{4}|\d\d)")
_LONG_NUMBER = re.compile(r"\d(?:[\s().\-]*\d){5}")
_MARKS = " ,;:/|-，、："


@lru_cache(maxsize=16384)
def phone_beside(text: str, region: str) -> tuple[str, tuple[Phone, ...]]:
    """The name and the numbers of «Иванова Мария 8 916 123-45-67»; no numbers where the rest is not unmistakably
    one: then the whole cell is the name."""
    if not _LONG_NUMBER.search(text):
        return text, ()
    line = " ".join(plain(text).split())
    found = _BEHIND.fullmatch(line) or _BEFORE.fullmatch(line)
    phones = _unmistakable(found["phone"], region) if found else ()
    if not found or not phones:
        return text, ()
    name = _LABEL.sub("", found["name"].strip(_MARKS))
    whose = _WHOSE.search(name)
    if whose and name[: whose.start()].strip():
        name, words = name[: whose.start()], next(filter(None, whose.groups())).strip(_MARKS)
        phones = tuple(replace(phone, note=words) for phone in phones)
    return name.strip(_MARKS + "(（"), phones


def holds_number(text: str) -> bool:
    """Whether a name holds so long a number that it can hardly belong to it."""
    return bool(_LONG_NUMBER.search(text))


def _unmistakable(text: str, region: str) -> tuple[Phone, ...]:
    """The numbers of a text that is nothing but numbers: each valid here, or long enough and written as one is."""
    text = text.strip(_MARKS)
    text = text.strip("()") if re.fullmatch(r"\(?[^()]+\)", text) else text
    phones = () if _DAY.fullmatch(text) else read_phones(text, region)
    return phones if all(phone.valid or _written_as_one(phone.raw, region) for phone in phones) else ()


def _written_as_one(text: str, region: str) -> bool:
    """(555) 010-9999 is meant to be dialled, also where the plan of numbers has no such code."""
    if not text.startswith(("+", "(")):
        return False
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
