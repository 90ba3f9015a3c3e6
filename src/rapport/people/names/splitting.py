"""A whole name taken apart into family, given and middle name.

What is not sure stays whole in the given name: a wrong surname is worse than none. Known are Chinese names
(compound surnames first, honorifics dropped), names with an East Slavic or Turkic patronymic in Cyrillic or
Latin, surnames by their ending, initials, "Last, First", capitals for the surname (ICAO), pinyin, and Western
names with particles. What stands in brackets is a remark, not part of the name.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rapport.people.names.folding import LONGEST, all_han, fold, has_han, is_latin
from rapport.people.names.given import GIVEN_NAMES
from rapport.people.names.pinyin import common_surnames, is_pinyin
from rapport.people.names.surnames import COMPOUND, SINGLE

_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
_HONORIFIC = re.compile(
    r"^(mr|mrs|ms|miss|dr|prof|г-н|г-жа|господин|госпожа|тов)[.\s]+(?=\S)|[,\s]+(jr|sr|ii|iii|iv|md|dds|dmd|phd)\.?$",
    re.I,
)
_HAN_HONORIFIC = re.compile("(先生|女士|小姐|太太|老师|医生|阿姨|同学|小朋友)$")
_TURKIC = "оглы|оглу|кызы|кизи|угли|улы|қызы|ұлы|oglu|oglou|ogly|kyzy|kizi|ugli|uly|qyzy"
_PATRONYMIC = re.compile(
    "(ович|евич|ьич|овна|евна|инична|ична|ovich|evich|ovna|evna|ichna)$|^(ильич|кузьмич|фомич|лукич)$"
    f"|.{{2}}({_TURKIC})$"
)
_TURKIC_WORD = re.compile(rf"\s+({_TURKIC})\b", re.I)
_SURNAME_ENDING = re.compile(
    "(ов|ев|ин|ын|ова|ева|ина|ына|ский|цкий|ской|ская|цкая|енко|чук|щук|юк|ян|янц|дзе|швили|их|ых|ко|ич|баев|баева|"
    "ov|ev|yov|ova|eva|sky|skiy|skii|skaya|skaia|enko|chuk|yan|dze|shvili)$"
)
_PARTICLE_WORDS = (
    "van von de da del della di la le les du des dos den der el al bin ibn ten ter st saint zu af av mac"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())


class NameParts(NamedTuple):
    family: str
    given: str
    middle: str


def split(full: str) -> NameParts:
    """The parts of `full` as they were written, "" for a missing one. Never raises; drops only titles."""
    return _split(full[:LONGEST])


@lru_cache(maxsize=65536)
def _split(full: str) -> NameParts:
    text = " ".join(_BRACKETS.sub(" ", full).split()) or " ".join(full.split())
    text = _HONORIFIC.sub("", _HONORIFIC.sub("", text)).strip() or text
    if has_han(text):
        return _chinese(text)
    if "," in text or "，" in text:
        return _after_comma(re.split("[,，]", text, maxsplit=1))
    return _western(_words(text))


def _words(text: str) -> list[str]:
    """The words; a Turkic patronymic in two words is one, initials without a space are two."""
    joined = _TURKIC_WORD.sub("\u00a0\\1", text)
    parted = re.sub(r"(?<=\b\w\.)(?=\w)", " ", joined)
    return [word.replace("\u00a0", " ") for word in parted.split(" ") if word]


def _after_comma(parts: list[str]) -> NameParts:
    family, rest = parts[0].strip(), _words(parts[1].strip())
    if not family or not rest:
        return NameParts("", family or " ".join(rest), "")
    return NameParts(family, rest[0], " ".join(rest[1:]))


# Chinese


def _chinese(text: str) -> NameParts:
    parts = text.split()
    han = [word for word in parts if all_han(word)]
    rest = " ".join(word for word in parts if not all_han(word))
    if not han or len("".join(han)) > 6 or len(han) > 3:
        return NameParts("", text, "")
    if len(han) == 2 and (_is_surname(han[0]) or _is_surname(han[1])):
        family, given = han if _is_surname(han[0]) else reversed(han)
        return NameParts(family, given, rest)
    family, given = _han("".join(han))
    return NameParts(family, given, rest)


def _han(name: str) -> tuple[str, str]:
    name = _HAN_HONORIFIC.sub("", name) or name
    simple = fold(name)
    for length in (4, 2):
        if simple[:length] in COMPOUND and len(name) <= length + 2:
            return name[:length], name[length:]
    if simple[:1] not in SINGLE or len(name) > 4:
        return "", name
    if len(name) == 4:  # two surnames (陈方安生), or another people's name, or not a name
        return (name[:2], name[2:]) if simple[1] in SINGLE else ("", name)
    return name[:1], name[1:]


def _is_surname(word: str) -> bool:
    folded = fold(word)
    return folded in SINGLE or folded in COMPOUND


# Cyrillic and Latin


def _western(names: list[str]) -> NameParts:
    if len(names) < 2:
        return NameParts("", " ".join(names), "")
    return _with_initials(names) or _with_patronymic(names) or _in_capitals(names) or _by_words(names)


def _with_initials(names: list[str]) -> NameParts | None:
    """Иванова М. П., М. П. Иванова."""
    long = [name for name in names if len(name.rstrip(".")) > 1]
    initials = [name for name in names if len(name.rstrip(".")) == 1]
    if len(long) != 1 or not all(name.endswith(".") or name.isupper() for name in initials):
        return None
    return NameParts(long[0], initials[0], " ".join(initials[1:]))


def _with_patronymic(names: list[str]) -> NameParts | None:
    places = [place for place, name in enumerate(names) if _PATRONYMIC.search(fold(name))]
    if not places or len(names) > 3:
        return None
    place = 1 if len(names) == 3 and 1 in places else places[-1]
    if len(names) == 3 and place == 2:
        return NameParts(*names)
    if len(names) == 3 and place == 1:
        return NameParts(names[2], names[0], names[1])
    if place == 1:
        return NameParts("", names[0], names[1])
    return NameParts(names[0], " ".join(names[1:]), "")


def _in_capitals(names: list[str]) -> NameParts | None:
    """ZHANG Wei, Helen MARSH: the words in capitals are the surname."""
    capitals = [name for name in names if len(name) > 1 and name.isupper()]
    others = [name for name in names if name not in capitals]
    if not capitals or not others:
        return None
    if names[: len(capitals)] != capitals and names[-len(capitals) :] != capitals:
        return None
    return NameParts(" ".join(capitals), others[0], " ".join(others[1:]))


def _by_words(names: list[str]) -> NameParts:
    folded = [fold(name) for name in names]
    pinyin = all(map(is_pinyin, folded))
    if pinyin or len(names) == 2:
        first = _by_pinyin(folded) if pinyin else _by_given_name(folded) or _by_ending(folded)
        if first == "family":
            return NameParts(names[0], " ".join(names[1:]), "")
        if first == "given":
            return NameParts(names[-1], " ".join(names[:-1]), "")
    if pinyin or not is_latin(folded[0][:1] or "-"):
        return NameParts("", " ".join(names), "")
    return _latin(names, folded)


def _by_given_name(folded: list[str]) -> str:
    first, last = (name in GIVEN_NAMES for name in folded)
    return ("given" if first else "family") if first != last else ""


def _by_ending(folded: list[str]) -> str:
    first, last = (bool(_SURNAME_ENDING.search(name)) for name in folded)
    return ("family" if first else "given") if first != last else ""


def _by_pinyin(folded: list[str]) -> str:
    """Zhang Xiaoming, Xiaoming Zhang; Zhang Wei may be either way round (魏 is Wei too)."""
    first, last = folded[0] in common_surnames(), folded[-1] in common_surnames()
    if first and last and len(folded) == 2:
        return ""
    if first:
        return "family"
    return "given" if last else ""


def _latin(names: list[str], folded: list[str]) -> NameParts:
    start = next((place for place in range(1, len(names) - 1) if folded[place] in _PARTICLES), len(names) - 1)
    return NameParts(" ".join(names[start:]), names[0], " ".join(names[1:start]))
