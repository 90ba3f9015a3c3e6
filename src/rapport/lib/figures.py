"""Days, times, amounts and phone numbers as the reader writes them, fast enough for every cell of a list.

Babel formats one figure in 40 µs. Here it is asked once for the pattern of a language, which is then filled in.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import get_month_names

from rapport.lib.money import exponent, show_money

_MONTHS = get_month_names("abbreviated", locale="en")


def show_day(day: date, language: str) -> str:
    """5 Mar 2026, 05.03.2026, 2026-03-05."""
    if language.startswith("ru"):
        return f"{day.day:02}.{day.month:02}.{day.year}"
    if language.startswith("zh"):
        return day.isoformat()
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def show_moment(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The day and the hour at `zone`: 5 Mar 2026 14:30."""
    local = moment.astimezone(zone)
    return f"{show_day(local.date(), language)} {local.hour:02}:{local.minute:02}"


class _Money(NamedTuple):
    before: str
    group: str
    point: str
    after: str
    decimals: int


@lru_cache
def _pattern(currency: str, language: str) -> _Money:
    decimals = exponent(currency)
    whole, part = "1234567", "89012345"[:decimals]
    shown = show_money(int(whole + part), currency, language)
    found = re.fullmatch(rf"(\D*)1(\D*)234\D*567(\D*){part}(\D*)", shown)
    assert found is not None, shown
    before, group, point, after = found.groups()
    return _Money(before, group, point, after, decimals)


def show_amount(minor: int, currency: str, language: str) -> str:
    """Money for a column of a list: as `lib.money.show_money`, but without decimals where they are nought."""
    pattern = _pattern(currency, language)
    whole, part = divmod(abs(minor), 10**pattern.decimals)
    digits = f"{whole:,}".replace(",", pattern.group)
    if part:
        digits += f"{pattern.point}{part:0{pattern.decimals}}"
    return f"{'-' if minor < 0 else ''}{pattern.before}{digits}{pattern.after}"


@lru_cache(maxsize=8192)
def show_phone(value: str) -> str:
    """An E.164 number in the groups people of its country read it in; anything else as it is kept."""
    if value.startswith("+7") and len(value) == 12:
        return f"+7 {value[2:5]} {value[5:8]}-{value[8:10]}-{value[10:]}"
    if value.startswith("+861") and len(value) == 14:
        return f"+86 {value[3:6]} {value[6:10]} {value[10:]}"
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
