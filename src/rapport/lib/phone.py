"""Telephone numbers by the branch's region (REC-2): E.164 and extension; an invalid one is kept, not guessed."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from rapport.lib.folding import plain, simplified


class Line(StrEnum):
    """What kind of line it is, as far as the numbering plan tells."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SHORT = "short"  # a local number without its area code
    OTHER = "other"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. `raw` is what stood there, `e164` is empty unless `valid`, `note` is a word beside it (мама)."""

    raw: str
    e164: str
    extension: str
    line: Line
    note: str = ""

    @property
    def valid(self) -> bool:
        return bool(self.e164)


_LINES = {
    PhoneNumberType.MOBILE: Line.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: Line.MOBILE,
    PhoneNumberType.FIXED_LINE: Line.LANDLINE,
}
_DIAL = r"[+\d(][\d\s().\-–—~]*\d"
_EXTENSION = re.compile(
    r"[\s,;]*(?:转|分机|内线|доб(?:авочный|\.)?|внутр(?:енний|\.)?|вн\.|extension|extn?\.?|x|"
    r"#)\s*[:.№]?\s*(\d{1,7})(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"({_DIAL})(?:\x00(\d{{1,7}})\x00)?")
_SEPARATOR = re.compile(r"[,;/|\n\r、;]|\s(?:или|и|or|and)\s|或|和")
# до 18:00, after 9:30: when to call
_CLOCK = re.compile(r"(?:(?<!\w)(?:до|после|с|в|after|before|until)\s*)?(?<!\d)\d{1,2}:\d\d(?!\d)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
# 138****8000, as programs show numbers to those who may not see them
_MASKED = re.compile(r"\d\s*[*xX•●]{2,}\s*\d")
_FLOAT = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
_NOT_DIGIT = re.compile(r"\D")
_SINGLE = re.compile(r"\+?\d[\d\s()-]{5,20}")
_WORD = re.compile(r"[^\W\d_]+(?:[ .-]+[^\W\d_]+)*")
_LABEL_WORDS = (
    "тел телефон моб мобильный сот дом домашний раб рабочий т tel phone mobile cell home work fax факс "
    "电话 手机 座机 家 单位"
)
_LABELS = frozenset(_LABEL_WORDS.split())


def is_landline(e164: str) -> bool:
    """Whether the numbering plan has this number as a fixed line, and as that alone."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(e164)) == PhoneNumberType.FIXED_LINE
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=16384)
def read_phones(text: str, region: str) -> tuple[Phone, ...]:
    """Every number in a cell, in order, each once. `region` is the branch's country (CN, RU, KZ, US)."""
    if _SINGLE.fullmatch(text) and (mobile := _mobile(text, region)):
        return (Phone(text.strip(), mobile, "", Line.MOBILE),)
    found: dict[tuple[str, str], Phone] = {}
    for part in _parts(simplified(plain(text))):
        for phone in _in_part(part, region):
            found.setdefault((phone.e164 or phone.raw, phone.extension), phone)
    return tuple(found.values())


def _parts(text: str) -> list[str]:
    if exact := _FLOAT.fullmatch(text):
        return [exact[1]]
    if _SCIENTIFIC.fullmatch(text):
        return [_unfloated(text)]
    marked = _EXTENSION.sub("\x00\\1\x00", text)
    return [part.strip() for part in _SEPARATOR.split(marked) if part and part.strip()]


def _unfloated(text: str) -> str:
    """`1.3912345678E+10` holds all its digits; `1.39E+10` has lost some and stays as it is."""
    mantissa, _, power = text.upper().replace(",", ".").partition("E")
    lossless = len(mantissa.replace(".", "")) == int(power) + 1
    return str(int(Decimal(f"{mantissa}E{power}"))) if lossless else text


def _in_part(part: str, region: str) -> list[Phone]:
    if _MASKED.search(part):
        return [_unreadable(part)]
    if not _DIGITS.search(part) or _SCIENTIFIC.fullmatch(part):
        return [_unreadable(part)] if _DIGITS.search(part) else []
    clock = _CLOCK.search(part)
    part, when = (_CLOCK.sub(" ", part), clock[0].strip()) if clock else (part, "")
    phones = []
    matches = list(_NUMBER.finditer(part))
    for place, match in enumerate(matches):
        note = " ".join(filter(None, (_note(_around(part, matches, place)), when)))
        for number in _several(match[1], region):
            phones.append(_phone(number, match[2] or "", note, region))
    return phones or [_unreadable(part)]


def _around(part: str, matches: list[re.Match[str]], place: int) -> str:
    """The words about one number of several: those in brackets behind it, else those before it."""
    if len(matches) == 1:
        return part
    rest = part[matches[place].end() :]
    if behind := _BRACKETS.match(rest):
        return behind[0]
    before = part[matches[place - 1].end() if place else 0 : matches[place].start()]
    return _BRACKETS.sub("", before, count=1) if place else before


def _several(text: str, region: str) -> list[str]:
    """Two numbers with only a space between them."""
    if len(_DIGITS.findall(text)) < 14 or _read(text, region)[1] is not Line.INVALID:
        return [text]
    words = text.split()
    for cut in range(1, len(words)):
        halves = [" ".join(words[:cut]), " ".join(words[cut:])]
        if all(_read(half, region)[0] for half in halves):
            return halves
    return [text]


def _note(part: str) -> str:
    words = [word for word in _WORD.findall(re.sub(r"\x00\d+\x00", " ", part)) if word.lower() not in _LABELS]
    return " ".join(words)[:60]


def _mobile(text: str, region: str) -> str:
    """The region's own mobiles by the library's pattern alone, which is what most cells hold and much faster."""
    code, trunk, pattern = _plan(region)
    digits = _NOT_DIGIT.sub("", text)
    if pattern is None or not text.isascii():
        return ""
    for start in (f"{code}",) if text.startswith("+") else ("", trunk):
        national = digits[len(start) :]
        if digits.startswith(start) and pattern.fullmatch(national):
            return f"+{code}{national}"
    return ""


@lru_cache(maxsize=64)
def _plan(region: str) -> tuple[int, str, re.Pattern[str] | None]:
    """Country code, national prefix and the pattern of mobile numbers."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if plan is None or plan.mobile is None or not plan.mobile.national_number_pattern:
        return 0, "", None
    return plan.country_code or 0, plan.national_prefix or "", re.compile(plan.mobile.national_number_pattern)


def _phone(text: str, extension: str, note: str, region: str) -> Phone:
    e164, line = _read(text, region)
    return Phone(raw=text.strip(), e164=e164, extension=extension, line=line, note=note)


def _unreadable(text: str) -> Phone:
    return Phone(raw=text.replace("\x00", " ").strip(), e164="", extension="", line=Line.INVALID)


def _read(text: str, region: str) -> tuple[str, Line]:
    """E.164 and the kind of line; the first is empty where the number is not a valid one."""
    if mobile := _mobile(text, region):
        return mobile, Line.MOBILE
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "", Line.INVALID
    kind = phonenumbers.number_type(number)
    if kind != PhoneNumberType.UNKNOWN:
        return phonenumbers.format_number(number, PhoneNumberFormat.E164), _LINES.get(kind, Line.OTHER)
    return "", Line.SHORT if "+" not in text and 5 <= len(_DIGITS.findall(text)) <= 8 else Line.INVALID
