"""Cells of a workbook as canonical text."""

import datetime as dt
import re
from decimal import Decimal

from .text import clean_text

type_of_cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

# What a spreadsheet shows and guarantees; beyond it stands the noise of binary fractions.
SIGNIFICANT_DIGITS = 15
_HALF_SECOND = dt.timedelta(microseconds=500_000)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ISO_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def cell_text(value: type_of_cell) -> str:
    """One cell as text.

    Dates come as 2024-03-05 or 2024-03-05T10:15:00, times and durations as HH:MM:SS (the hours of a duration
    may exceed 23), truth as true and false, numbers with all their digits, no exponent and no trailing zeros.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return _moment_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500_000)
        return _clock(seconds % 86_400)
    return _duration_text(value)


def number_text(value: int | float) -> str:
    """A number in plain digits: 79161234567.0 is 79161234567, 1e-07 is 0.0000001; "" for what is no number."""
    if isinstance(value, int):
        return str(value)
    exact = Decimal(format(value, f".{SIGNIFICANT_DIGITS}g"))
    if not exact.is_finite():
        return ""
    # An integer that a float holds exactly keeps all its digits: card numbers are longer than fifteen.
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    plain = format(exact, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _text(value: str) -> str:
    if value.startswith("PT") and (duration := _ISO_DURATION.fullmatch(value)):
        hours, minutes, seconds = map(int, duration.groups())
        return _clock(hours * 3600 + minutes * 60 + seconds)
    if "_x" in value:
        value = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), value)
    return clean_text(value)


def _moment_text(value: dt.datetime) -> str:
    try:
        rounded = (value + _HALF_SECOND).replace(microsecond=0, tzinfo=None)
    except OverflowError:
        rounded = value.replace(microsecond=0, tzinfo=None)
    if rounded.time() == dt.time():
        return rounded.date().isoformat()
    return rounded.isoformat()


def _duration_text(value: dt.timedelta) -> str:
    seconds = round(abs(value.total_seconds()))
    return ("-" if value < dt.timedelta() else "") + _clock(seconds)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
