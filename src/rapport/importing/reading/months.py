"""Sheets of one month, in which rows say only its day: 2024年3月 above, 5, 6, 7 below."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapport.importing.values.months import MONTHS

from .book import RawRow
from .headings import fold

_HEADINGS = frozenset(["日", "号", "日期", "число", "день", "дата", "day", "date", "күні"])
_YEAR_MONTH = re.compile(
    r"(?P<y>20\d\d)\s*[年./-]\s*(?P<m>1[0-2]|0?[1-9])(?!\d)|(?<!\d)(?P<m2>1[0-2]|0?[1-9])[./](?P<y2>20\d\d)"
)
_NAMED = re.compile(r"(?P<m>[^\W\d_]{3,9})[\s.,']{1,3}(?P<y>20\d\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s*月")
_DAY = re.compile(r"(?P<d>[12]?\d|3[01]|0[1-9])(?:\.0)?\s*[日号]?")
_NO_YEAR = (
    re.compile(r"(?P<m>1[0-2]|0?[1-9])\s*[/月-]\s*(?P<d>[12]?\d|3[01]|0[1-9])\s*[日号]?"),
    re.compile(r"(?P<d>[12]?\d|3[01]|0[1-9])\s*[./]\s*(?P<m>1[0-2]|0?[1-9])"),
)


class Month(NamedTuple):
    """The month of a sheet, and the column that holds its days."""

    column: int
    year: int
    month: int

    def day_of(self, cells: Sequence[str]) -> str:
        """The whole date of a row; what is no day of this month stays as it stands."""
        text = cells[self.column] if self.column < len(cells) else ""
        day = self._day(text)
        return f"{self.year}-{self.month:02}-{day:02}" if day else text

    def _day(self, text: str) -> int:
        if alone := _DAY.fullmatch(text):
            return int(alone["d"])
        found = (shape.fullmatch(text) for shape in _NO_YEAR)
        return next((int(one["d"]) for one in found if one and int(one["m"]) == self.month), 0)


def month_of(name: str, titles: Iterable[str], headings: Sequence[str], rows: list[RawRow]) -> Month | None:
    """The month of which sheet and titles speak, where the days below are nothing without it."""
    said = _said([name, *titles])
    for column, heading in enumerate(headings):
        if said and fold(heading).casefold() in _HEADINGS:
            month = Month(column, *said)
            filled = [row.cells[column] for row in rows if len(row.cells) > column + 1 and row.cells[column]]
            days = [cell for cell in filled if any(map(str.isdecimal, cell))]
            if days and all(map(month._day, days)):
                return month
    return None


def _said(texts: Sequence[str]) -> tuple[int, int] | None:
    """Year and month, where no two are spoken of."""
    found = {pair for text in texts for pair in _pairs(text)}
    if not found:
        years = {int(year) for text in texts for year in _YEAR.findall(text)}
        months = {int(month) for month in _MONTH.findall(texts[0])}
        found = {(year, month) for year in years for month in months}
    return found.pop() if len(found) == 1 else None


def _pairs(text: str) -> Iterable[tuple[int, int]]:
    for one in _YEAR_MONTH.finditer(text):
        yield int(one["y"] or one["y2"]), int(one["m"] or one["m2"])
    for one in _NAMED.finditer(text.lower()):
        if one["m"] in MONTHS:
            yield int(one["y"]), MONTHS[one["m"]]
