"""Dates and times as clinics write them, in three languages and from spreadsheets."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from rapport.importing.values.months import HAN_DIGITS, HAN_NUMBERS, MONTHS
from rapport.lib.folding import plain
from rapport.lib.unreadable import Unreadable

EARLIEST, LATEST = 1850, 2150
"""Years outside are slips of the pen in any column of a clinic."""

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?")
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(上午|下午|晚上|早上|中午|凌晨|am|pm|a\.m\.|p\.m\.)\s*)?(\d{1,2})(?:[:：点时]|h(?=\d))\s*(\d{1,2})?分?(?:[:：]?(\d{1,2})(?:[.,]\d+)?秒?)?"
    r"\s*(am|pm|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)
_HAN = re.compile(
    r"(民国|公元)?\s*(前)?([\d〇零○一二三四五六七八九]{1,4})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*[日号號]?"
)
_ROC = re.compile(r"(?:民国|民國|roc)\s*(\d{1,3})[./-](\d{1,2})[./-](\d{1,2})", re.IGNORECASE)
# 074.05.06, 79/1/2 and 0740506 where a column counts years from 1912
_ROC_DIGITS = re.compile(r"(\d{2,3})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})|(?=\d{6,7}$)(\d{2,3})(\d\d)(\d\d)")
# one may be a slip of the pen
_SURELY = 2
_ROC_YEAR = re.compile(
    r"(?:民国|民國|roc)\s*\d|(?:0\d|1[0-4])\d\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}$", re.IGNORECASE
)
_HALF, _HOUR = r"(上午|下午|晚上|早上|中午)?", r"\s*(\d{1,2}[:.]\d\d(?::\d\d)?)"
SPAN = re.compile(rf"{_HALF}{_HOUR}\s*(?:-|~|至|до)\s*{_HALF}{_HOUR}")
_BEHIND_CLOCK = re.compile(r"\s*(?:ч\.?)?\s*(?:(?:-|~|至|до)\s*\d{1,2}[:.]\d\d(?::\d\d)?)?", re.IGNORECASE)
_NO_YEAR = re.compile(r"\d{1,2}\s*[./月-]\s*\d{1,2}\s*[日号]?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_TRIPLE = re.compile(r"(\d{1,4})\s*([./\-\s])\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})")
_NAMED = (
    re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|-?е|-?го)?[\s.,-]*(?P<m>[^\W\d_]{3,9})[\s.,'’-]*(?P<y>\d{4}|" r"\d{2})"
    ),
    re.compile(r"(?P<m>[^\W\d_]{3,9})[\s.,-]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.,'’-]+(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})[\s.,-]*(?P<m>[^\W\d_]{3,9})[\s.,-]*(?P<d>\d{1,2})"),
)
_WEEKDAY = re.compile(
    (
        r"[\s,(]*(?:星期.|周[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\b(?:пн|вт|"
        r"ср|чт|пт|сб|вс)\b)[.,)\s]*"
    ),
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:года?|г\.?\s*р?\.?|ж\.?|жыл(?:ы|ғы)?|year)\s*$", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{1,6})(?:[.,](\d+))?")
_AFTERNOON = ("下午", "晚上", "pm", "p.m.")


def read_moment(text: str, order: str, today: date, *, epoch_1904: bool = False) -> tuple[date, time | None]:
    """The day and, where it is written beside it, the time of day.

    `order` is the column's: "ymd", "dmy" or "mdy", or "roc" where years count from 1912. A two-digit year is taken
    nearest to `today`, never more than a year ahead. Raises Unreadable: date, date_impossible, date_year,
    date_only_year, date_order.
    """
    day, clock = _moment(text, order, today.year, epoch_1904)
    if not EARLIEST <= day.year <= LATEST:
        raise Unreadable("date_year", value=text, year=day.year)
    return day, clock


def read_birth_date(text: str, order: str, today: date, *, epoch_1904: bool = False) -> date:
    """A day of birth: never after today, never an age. Raises Unreadable, also: date_age, birth_future."""
    if re.fullmatch(
        (r"\d{1,3}(?:\.0+)?|\d{1,3}\s*(?:岁|лет|год|года|years?|y\.?o\.?)"), plain(text), re.IGNORECASE
    ):
        raise Unreadable("date_age", value=text)
    day, _ = read_moment(text, order, today, epoch_1904=epoch_1904)
    if day > today and _has_short_year(text):
        day = _day(day.year - 100, day.month, day.day, text)
    if day > today:
        raise Unreadable("birth_future", value=text)
    return day


@lru_cache(maxsize=4096)
def read_time(text: str) -> time:
    """A time of day: `10:15`, `10:15:00`, 下午3:20, 3 PM, or a spreadsheet's fraction of a day."""
    word = plain(text).strip()
    if re.fullmatch(r"0?[.,]\d+", word):
        return _fraction(word.replace(",", "."))
    if match := re.fullmatch(r"(\d{1,2})[.\-](\d\d)", word):
        return _clock("", match[1], match[2], None, text)
    if match := re.fullmatch(r"(\d{1,2})\s*(am|pm)", word, re.IGNORECASE):
        return _clock(match[2], match[1], "0", None, text)
    if match := _CLOCK.fullmatch(word):
        return _clock(match[1] or match[5] or "", match[2], match[3], match[4], text)
    if iso := _ISO.fullmatch(word):
        return _clock("", iso[4] or "0", iso[5], iso[6], text)
    raise Unreadable("time", value=text)


def ends_of(text: str) -> tuple[str, str] | None:
    """Both ends of 10:00–10:30 or 下午2:00-3:30, each with its half of the day; None for anything else."""
    span = SPAN.fullmatch(plain(text))
    if span is None:
        return None
    half, begin, other_half, end = (part or "" for part in span.groups())
    return half + begin, (other_half or half) + end


def order_of(values: Iterable[str], preferred: Sequence[str], today: date) -> str:
    """The order of day, month and year in which most of the values can be read; `preferred` breaks a tie."""
    values = list(values)
    if preferred[0] == "ymd" and sum(bool(_ROC_YEAR.match(plain(value))) for value in values) >= _SURELY:
        return "roc"
    triples = [value for value in values if _TRIPLE.match(plain(value))]
    readable = {order: sum(_fits(value, order, today) for value in triples) for order in preferred}
    return max(preferred, key=lambda order: readable[order])


def _fits(text: str, order: str, today: date) -> bool:
    if order != "dmy" and _DOTTED.match(plain(text)):
        return False
    try:
        day, _ = read_moment(text, order, today)
    except Unreadable:
        return False
    return day.year <= today.year + 1


@lru_cache(maxsize=65536)
def _moment(text: str, order: str, this_year: int, epoch_1904: bool) -> tuple[date, time | None]:
    if iso := _ISO.fullmatch(text):
        return _day(iso[1], iso[2], iso[3], text), _clock("", iso[4], iso[5], iso[6], text) if iso[4] else None
    word = plain(text)
    if order == "roc":
        if era := _ROC_DIGITS.fullmatch(word):
            year, month, day = filter(None, era.groups())
            return _day(int(year) + 1911, month, day, text), None
        order = "ymd"
    if serial := _SERIAL.fullmatch(word):
        return _number(serial[1], serial[2], epoch_1904, text)
    if re.fullmatch(r"\d{8}(?:\.0+)?", word):
        return _eight(word[:8], order, text), None
    word = _WEEKDAY.sub(" ", word).strip()
    word, clock = _without_clock(word, text)
    return _written(_TAIL.sub("", word).strip(" ,.。"), order, this_year, text), clock


def _without_clock(text: str, raw: str) -> tuple[str, time | None]:
    """The text without the time of day at its end, and that time."""
    start = re.search(
        r"(?:[T\s]+|(?<=[日号]))(?=(?:上午|下午|晚上|早上|中午|凌晨)?\s*\d{1,2}(?:[:：]\s*\d|[点时]))",
        text,
        re.IGNORECASE,
    )
    if not start:
        return text, None
    match = _CLOCK.match(text, start.end())
    if not match or not _BEHIND_CLOCK.fullmatch(text[match.end() :]):
        raise Unreadable("date", value=raw)
    return text[: start.start()], _clock(match[1] or match[5] or "", match[2], match[3], match[4], raw)


def _written(text: str, order: str, this_year: int, raw: str) -> date:
    if match := _ROC.fullmatch(text):
        return _day(int(match[1]) + 1911, match[2], match[3], raw)
    if match := _HAN.fullmatch(text.replace("國", "国")):
        return _han(match, this_year, raw)
    if match := _TRIPLE.fullmatch(text):
        return _triple(match[1], match[2], match[3], match[4], order, this_year, raw)
    for shape in _NAMED:
        if (match := shape.fullmatch(text.lower())) and match["m"] in MONTHS:
            return _day(_year(match["y"], this_year), MONTHS[match["m"]], match["d"], raw)
    if _NO_YEAR.fullmatch(text):
        raise Unreadable("date_no_year", value=raw)
    raise Unreadable("date", value=raw)


def _han(match: re.Match[str], this_year: int, raw: str) -> date:
    if match[2]:
        raise Unreadable("date_year", value=raw, year="前" + match[3])
    digits = "".join(HAN_DIGITS.get(character, character) for character in match[3])
    year = int(digits) + 1911 if match[1] == "民国" else _year(digits, this_year)
    month, day = (HAN_NUMBERS.get(part) or _ascii(part) for part in (match[4], match[5]))
    return _day(year, month, day, raw)


def _ascii(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _triple(a: str, mark: str, b: str, c: str, order: str, this_year: int, raw: str) -> date:
    """Three numbers; a four-digit one is the year wherever it stands, else the column's order decides."""
    if len(a) > 2:
        return _day(_year(a, this_year), b, c, raw)
    if order == "ymd" and len(c) <= 2:
        return _day(_year(a, this_year), b, c, raw)
    if (order == "mdy" and mark != ".") or (order == "ymd" and mark != "." and int(b) > 12):
        a, b = b, a
    elif order == "ymd" and mark != "." and int(a) <= 12 and a != b:
        raise Unreadable("date_order", value=raw)
    if int(b) > 12 >= int(a) and mark != ".":
        raise Unreadable("date_order", value=raw)
    return _day(_year(c, this_year), b, a, raw)


def _eight(digits: str, order: str, raw: str) -> date:
    if EARLIEST <= int(digits[:4]) <= LATEST and int(digits[4:6]) <= 12:
        return _day(digits[:4], digits[4:6], digits[6:], raw)
    first, second = digits[:2], digits[2:4]
    return _day(digits[4:], first, second, raw) if order == "mdy" else _day(digits[4:], second, first, raw)


def _number(whole: str, part: str | None, epoch_1904: bool, raw: str) -> tuple[date, time | None]:
    """A spreadsheet's serial day. Its calendar of 1900 holds a 29 February that never was (60)."""
    serial, clock = int(whole), _fraction("0." + part) if part and int(part) else None
    if not clock and len(whole) == 4 and 1900 <= serial <= 2100:
        raise Unreadable("date_only_year", value=raw, year=serial)
    if epoch_1904:
        return _plus(date(1904, 1, 1), serial, raw), clock
    if serial in (0, 60):
        raise Unreadable("date_impossible", value=raw)
    return _plus(date(1899, 12, 31) if serial < 60 else date(1899, 12, 30), serial, raw), clock


def _plus(start: date, days: int, raw: str) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        raise Unreadable("date", value=raw) from None


def _fraction(text: str) -> time:
    seconds = min(round(float(text) * 86400), 86399)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _year(text: str, this_year: int) -> int:
    """A two-digit year as the latest one that is not more than a year ahead."""
    year = int(text)
    if len(text) > 2:
        return year
    century = this_year - this_year % 100
    return century + year if century + year <= this_year + 1 else century - 100 + year


def _has_short_year(text: str) -> bool:
    return not re.search(r"\d{4}", plain(text))


def _day(year: str | int, month: str | int, day: str | int, raw: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable("date_impossible", value=raw) from None


def _clock(half: str, hour: str, minute: str | None, second: str | None, raw: str) -> time:
    hours = int(hour)
    if half.lower() in _AFTERNOON and hours < 12:
        hours += 12
    if half.lower() in ("am", "a.m.", "凌晨") and hours == 12:
        hours = 0
    try:
        return time(hours, int(minute or 0), int(second or 0))
    except ValueError:
        raise Unreadable("time", value=raw) from None


def zoned(text: str) -> datetime | None:
    """An aware moment where the text carries its offset (`2024-03-05T10:15:00+08:00`), else None."""
    if not _ZONED.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(re.sub(r"\s+(?=[+-Zz])", "", text.replace("z", "Z").replace(" ", "T", 1)))
    except ValueError:
        return None
