"""Names of people in Chinese, Russian and English: taken apart where their parts are plain, always kept whole."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapport.importing.values.words import Sex

_COMPOUND_WORDS = (
    "欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 闻人 聞人 夏侯 诸葛 "
    "諸葛 尉迟 尉遲 公羊 赫连 赫連 澹台 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 "
    "仲孫 钟离 鍾離 长孙 長孫 宇文 司徒 鲜于 鮮于 司空 闾丘 令狐 轩辕 軒轅 百里 呼延 东郭 東郭 "
    "西门 西門 南门 公西 拓跋 纳兰 納蘭 第五"
)
_COMPOUND = frozenset(_COMPOUND_WORDS.split())
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f〇]+")
_HAN_TITLE = re.compile(r"(先生|女士|小姐|太太|小朋友|老师|医生|总)$")
# «张伟 男 45岁»: what registers write behind a Chinese name
_HAN_BESIDE = re.compile(r"(?<=[\u3400-\u9fff])(?:[\s,，]+[男女])?(?:[\s,，]*\d{1,3}\s*岁)?$")
_TWO_PEOPLE = re.compile(r"[/\\&+、;，]|\s(?:и|and|与|和)\s", re.IGNORECASE)
_PATRONYMIC = re.compile(
    r"[^\W\d_]{2,}(?:ович|евич|ёвич|ьич|мич|овна|евна|ёвна|ична|инична|ovich|evich|ovna|evna|ichna)|(?:Иль|Лук|Фом|Кузьм|Никит|Сав)ич"
    r"|(?:оглы|оглу|кызы|гызы|уулу|ұлы|қызы|улы)|[^\W\d_]{3,}(?:ұлы|қызы|улы)",
    re.IGNORECASE,
)
_SUFFIX_ALONE = re.compile(r"оглы|оглу|кызы|гызы|уулу|ұлы|қызы|улы", re.IGNORECASE)
_SURNAME = re.compile(
    (
        r".{2,}(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|ской|енко|чук|щук|юк|ак|ян|"
        r"янц|дзе|швили|ых|их|ая|ый|ой|ой|баев|баева)"
    ),
    re.IGNORECASE,
)
_GIVEN_WORDS = (
    "марина полина ирина екатерина алина арина карина кристина валентина галина антонина "
    "регина ангелина нина константин валентин мартин эвелина сабина лев октябрина альбина дина "
    "зарина мадина снежана руслан диляра яна раиса фаина инна рая ак милана николай"
)
_GIVEN_LIKE_SURNAME = frozenset(_GIVEN_WORDS.split())
_MALE = re.compile(r"(?:ович|евич|ьич)$|(?:ов|ев|ёв|ин|ын|ский|цкий)$|先生$|^(?:mr|г-н)\b", re.IGNORECASE)
_FEMALE = re.compile(
    r"(?:овна|евна|ична)$|(?:ова|ева|ёва|ина|ына|ская|цкая)$|(?:女士|小姐|太太)$|^(?:mrs|miss|ms|г-жа)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"([А-ЯЁA-Z])\.\s*(?:([А-ЯЁA-Z])\.?)?")
_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof|г-н|г-жа|гр|д-р)\.?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """`full` is what stood there; the parts are empty where they cannot be told apart."""

    full: str
    family: str = ""
    given: str = ""
    middle: str = ""


def compose_name(family: str, given: str, middle: str, full: str = "") -> Name:
    """A name from columns of its own; the whole is put together in the order of its script."""
    if not full:
        together = bool(_HAN.fullmatch(family + given) and not middle)
        latin = any("a" <= letter.lower() <= "z" for letter in family + given)
        order = (given, middle, family) if latin else (family, given, middle)
        full = ("" if together else " ").join(part for part in order if part)
    return Name(full, family, given, middle)


@lru_cache(maxsize=65536)
def split_name(text: str) -> Name:
    """Family, given and middle name from one cell. Two people in it («Иван и Мария») are not taken apart."""
    full = " ".join(text.split())
    if _TWO_PEOPLE.search(full) or "(" in full or "（" in full:
        return Name(full)
    bare = _HAN_BESIDE.sub("", _TITLE.sub("", full))
    if _HAN.fullmatch(bare.replace(" ", "")):
        return _chinese(full, bare)
    if bare.count(",") == 1:
        return _comma(full, bare)
    words = bare.split()
    return _initials(full, bare) or _patronymic(full, words) or _plain(full, words)


def sex_told(text: str) -> Sex | None:
    """The sex that a title, a patronymic or the ending of a Russian family name tells; a given name tells none."""
    name = split_name(text)
    words = [name.full, *filter(None, (name.middle, name.family))]
    male, female = (any(map(shape.search, words)) for shape in (_MALE, _FEMALE))
    return None if male == female else Sex.MALE if male else Sex.FEMALE


def _chinese(full: str, bare: str) -> Name:
    if len(bare) == 2 and bare[0] in "小老阿":  # 小张 is called so by who knows them
        return Name(full)
    name = _HAN_TITLE.sub("", bare.replace(" ", "")) or bare
    parts = bare.split()
    if len(parts) == 2 and len(parts[0]) <= 2:
        return Name(full, parts[0], parts[1])
    if len(name) > 4:
        return Name(full)
    width = 2 if name[:2] in _COMPOUND else 1
    return Name(full, name[:width], name[width:])


def _comma(full: str, bare: str) -> Name:
    family, _, rest = bare.partition(",")
    given, _, middle = rest.strip().partition(" ")
    return Name(full, family.strip(), given, middle.strip()) if given else Name(full)


def _initials(full: str, bare: str) -> Name | None:
    """«Иванова М.С.» and «М. С. Иванова»."""
    match = _INITIALS.search(bare)
    if not match:
        return None
    family = (bare[: match.start()] + bare[match.end() :]).strip()
    if not family or " " in family or "." in family:
        return None
    return Name(full, family, match[1] + ".", match[2] + "." if match[2] else "")


def _patronymic(full: str, words: list[str]) -> Name | None:
    """The patronymic shows the order: last (Фамилия Имя Отчество) or second (Имя Отчество Фамилия)."""
    if len(words) == 4 and _SUFFIX_ALONE.fullmatch(words[3]):
        return Name(full, words[0], words[1], f"{words[2]} {words[3]}")
    if len(words) != 3:
        return None
    if _PATRONYMIC.fullmatch(words[2]):
        return Name(full, words[0], words[1], words[2])
    if _PATRONYMIC.fullmatch(words[1]):
        return Name(full, words[2], words[0], words[1])
    return None


def _plain(full: str, words: list[str]) -> Name:
    cyrillic = any("а" <= letter.lower() <= "я" for letter in full)
    if cyrillic:
        return _russian(full, words)
    if len(words) in (2, 3):
        return Name(full, words[-1], words[0], " ".join(words[1:-1]))
    return Name(full)


def _russian(full: str, words: list[str]) -> Name:
    if len(words) == 3:
        return Name(full, *words)
    if len(words) != 2:
        return Name(full, given=full) if len(words) == 1 and not _is_surname(full) else Name(full)
    first, second = words
    if _PATRONYMIC.fullmatch(second) and not _is_surname(first):
        return Name(full, "", first, second)
    if _is_surname(second) and not _is_surname(first):
        return Name(full, second, first)
    return Name(full, first, second)


def _is_surname(word: str) -> bool:
    return bool(_SURNAME.fullmatch(word)) and word.lower() not in _GIVEN_LIKE_SURNAME
