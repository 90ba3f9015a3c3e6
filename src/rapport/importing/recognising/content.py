"""What the cells of a column look like, whatever its heading says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapport.care.classifying import classify
from rapport.importing.recognising.sexes import code_of, holds_codes
from rapport.importing.values.dates import ends_of, read_moment, read_time, zoned
from rapport.importing.values.names import split_name
from rapport.importing.values.nothing import is_nothing
from rapport.importing.values.words import read_answer, read_method, read_sex, read_status
from rapport.lib.folding import plain
from rapport.lib.money import is_range
from rapport.lib.teeth import read_teeth
from rapport.lib.unreadable import Unreadable

SAMPLE = 60
_LONGEST = 200
_LONGEST_COUNT = 7


class Shape(StrEnum):
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    SOMEBODYS_PHONE = "somebodys_phone"
    EMAIL = "email"
    SEX = "sex"
    SEX_CODE = "sex_code"
    STATUS = "status"
    ANSWER = "answer"
    METHOD = "method"
    NUMBER = "number"
    MONEY = "money"
    RANGE = "range"
    TOOTH = "tooth"
    NAME = "name"
    CODE = "code"
    TREATMENT = "treatment"
    WORDS = "words"
    LETTERS = "letters"


@dataclass(frozen=True)
class Profile:
    """Shares (0 to 1) of the filled cells that have each shape; `years` of those that are dates."""

    filled: int
    shares: dict[Shape, float]
    distinct: float
    years: tuple[int, ...]
    counts_rows: bool

    def share(self, *shapes: Shape) -> float:
        return max((self.shares[shape] for shape in shapes), default=0.0)


_PHONE = re.compile(r"\+?[\d\s().\-/,;]{7,}(?:\D{0,12}\d{1,6})?")
# 妈妈 13800138000
_SOMEBODYS = re.compile(r"[^\W\d][^\d+]{0,15}\+?[\d\s().-]{9,}(?!\w)")
_NUMBER = re.compile(
    r"[-(]?(?:[¥$€₽₸₴]|rmb|cny)?\s*-?\d[\d\s.,'’]*\)?-?\s*(?:%|元|块|万|руб\.?|р\.?|₽|тг|₸|шт\.?|"
    r"мин\.?|min|分钟)?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d[.,]\d\d(?!\d)|[¥$€₽₸₴元]|руб|\bр\b", re.IGNORECASE)
_NAMED_LATIN = re.compile(r"[A-Z][\w'’.-]*,?(?: [A-Z][\w'’.-]*){1,2}")
_NAMED_CYRILLIC = re.compile(r"[А-ЯЁ][а-яё-]+ (?:[А-ЯЁ]\. ?[А-ЯЁ]?\.?|[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё]+)?)")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤时穆农司卓古吉缪简"
    "陳張劉楊趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇呂盧鐘譚陸龐顏莊聶齊關蘭寧紀單畢華賈範顧龍賀龔萬錢嚴歐湯諸葛上官司馬"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")


def profile(values: Sequence[str], today: date) -> Profile:
    """Looks at the first cells of a column that hold something."""
    filled = [value[:_LONGEST] for value in values if not is_nothing(value)][:SAMPLE]
    count = max(len(filled), 1)
    shares = {shape: sum(map(test, filled)) / count for shape, test in _TESTS.items()}
    days = [day for value in filled if (day := _day(value, today))]
    shares[Shape.DATE] = len(days) / count
    return Profile(
        len(filled), shares, len(set(filled)) / count, tuple(sorted(day.year for day in days)), _counts(values)
    )


def _counts(values: Sequence[str]) -> bool:
    """1, 2, 3, … down the rows, from 1 again under each letter of a card index: a counter and nobody's number."""
    counted = [v.removesuffix(".0") for v in values[:SAMPLE] if v and not (len(v) == 1 and v.isalpha())]
    if len(counted) < 2 or not all(value.isdecimal() and len(value) < _LONGEST_COUNT for value in counted):
        return False
    numbers = [int(value) for value in counted]
    return all(now in (1, before + 1) for before, now in zip([0, *numbers], numbers, strict=False))


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except Unreadable:
        return False
    return True


@lru_cache(maxsize=8192)
def _day(text: str, today: date) -> date | None:
    if aware := zoned(text):
        return aware.date()
    bare = plain(text)
    if bare.isdecimal() and len(bare) != 8 and not (len(bare) == 5 and 10_000 < int(bare) < 60_000):
        return None
    for order in ("dmy", "mdy", "ymd"):
        try:
            day, _ = read_moment(text, order, today)
        except Unreadable as problem:
            if problem.code == "date_year":
                return date(today.year, 1, 1)
            continue
        return day if day.year <= today.year + 5 else None
    return None


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= 6 and bool(_PHONE.match(plain(text))) and not _ISO_LIKE.match(plain(text))


_ISO_LIKE = re.compile(
    r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{1,3}(?:[ ,]\d{3})*[.,]\d\d$"
)


def _is_name(text: str) -> bool:
    if _HAN.fullmatch(text):
        return text[0] in _SURNAMES
    return bool(_NAMED_CYRILLIC.fullmatch(text) or _NAMED_LATIN.fullmatch(text)) and bool(split_name(text).family)


def _is_code(text: str) -> bool:
    known = classify(text, "")
    return known.category is not None and not plain(text).isdecimal()


def _is_words(text: str) -> bool:
    return any(character.isalpha() for character in text) and not any(character.isdigit() for character in text)


_TESTS: dict[Shape, Callable[[str], bool]] = {
    Shape.TIME: lambda text: ends_of(text) is not None or _reads(read_time, text),
    Shape.PHONE: _is_phone,
    Shape.SOMEBODYS_PHONE: lambda text: bool(_SOMEBODYS.match(plain(text))),
    Shape.EMAIL: lambda text: "@" in text[1:] and "." in text,
    Shape.SEX: lambda text: _reads(read_sex, text),
    Shape.SEX_CODE: lambda text: holds_codes([text]) or code_of(text) in ("0", "9"),
    Shape.STATUS: lambda text: _reads(read_status, text),
    Shape.ANSWER: lambda text: _reads(read_answer, text),
    Shape.METHOD: lambda text: _reads(read_method, text),
    Shape.NUMBER: lambda text: bool(_NUMBER.fullmatch(plain(text))),
    Shape.MONEY: lambda text: bool(_NUMBER.fullmatch(plain(text)) and _MONEY.search(plain(text))),
    Shape.RANGE: is_range,
    Shape.TOOTH: lambda text: _reads(read_teeth, text),
    Shape.NAME: _is_name,
    Shape.CODE: _is_code,
    Shape.TREATMENT: lambda text: classify("", text).category is not None,
    Shape.WORDS: _is_words,
    Shape.LETTERS: lambda text: any(character.isalpha() for character in text),
}
