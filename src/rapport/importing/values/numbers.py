"""Plain numbers: how many, and how many minutes."""

import re
from decimal import Decimal
from functools import lru_cache

from rapport.lib.folding import plain
from rapport.lib.unreadable import Unreadable

_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,15})?")
_UNITS = re.compile(r"(?:шт|ед|раз|颗|次|个|pcs?|x)\.?$", re.IGNORECASE)
_MINUTES = re.compile(r"(?:минуты?|минут|мин|м|minutes?|mins?|分钟|分)\.?$", re.IGNORECASE)
_HOURS = re.compile(
    (
        r"(?:(\d{1,3}(?:[.,]\d+)?)\s*(?:часа|часов|час|ч|hours?|hrs?|h|"
        r"小时)\.?)?\s*(?:(\d{1,4})\s*(?:минуты?|минут|мин|м|minutes?|mins?|分钟|分|m)?\.?)?"
    ),
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")


def read_quantity(text: str) -> Decimal:
    """How many. Raises Unreadable: quantity."""
    return _number(_UNITS.sub("", plain(text)).strip(), "quantity", text)


@lru_cache(maxsize=4096)
def read_minutes(text: str) -> int:
    """Whole minutes from `30`, `24.5`, `1 ч 20 мин`, `01:30`, 30分钟. Raises Unreadable: minutes."""
    word = plain(text).lower()
    if clock := _CLOCK.fullmatch(word):
        return int(clock[1]) * 60 + int(clock[2])
    if (hours := _HOURS.fullmatch(word)) and hours[1]:
        return round(Decimal(hours[1].replace(",", ".")) * 60) + int(hours[2] or 0)
    minutes = _number(_MINUTES.sub("", word).strip(), "minutes", text)
    if minutes < 0:
        raise Unreadable("minutes", value=text)
    return int(minutes + Decimal("0.5"))


def _number(word: str, code: str, text: str) -> Decimal:
    if not _NUMBER.fullmatch(word):
        raise Unreadable(code, value=text)
    return Decimal(word.replace(",", "."))
