"""Rows that head the rows below them: a day on which they happened, or the dentist who worked."""

import re

from .book import RawRow

_WEEKDAY = (
    r"(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|星期.|周.|"
    r"[a-z]{3,6}day|mon|tue|wed|thu|fri|sat|sun)"
)
_DAY = re.compile(
    rf"(?:(?:дата|日期|date)\s*[:：]?\s*)?(?:{_WEEKDAY}[\s,.]*)?(?P<day>\d{{4}}[-./年]\d{{1,2}}[-./月]\d{{1,2}}日?|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d\d)|\d{{1,2}}\s+[а-яё]{{3,8}}\.?\s+\d{{4}})(?:\s*(?:г\.?|года))?"
    rf"(?:[\s,.(（]*{_WEEKDAY}[)）.]*)?",
    re.IGNORECASE,
)
_DENTIST = re.compile(
    r"(?:врач|доктор|лечащий врач|医生|医师|dentist|doctor|provider)\s*[:：]\s*(?P<labelled>[^\W\d_][^:：]{1,60})|"
    r"(?:доктор|врач|dr\.?)\s+(?P<named>(?-i:[A-ZА-ЯЁ])[^:：]{1,60})|"
    r"(?P<titled>[\u4e00-\u9fff]{1,3}(?:医生|医师|大夫))",
    re.IGNORECASE,
)
# what a section is → the heading of the column that it becomes
_HEADINGS = {
    "day": {"zh": "日期（见上方）", "ru": "Дата (над строками)", "en": "Date (above the rows)"},
    "dentist": {"zh": "医生（见上方）", "ru": "Врач (над строками)", "en": "Doctor (above the rows)"},
}


def section_of(row: RawRow) -> tuple[str, str] | None:
    """What a row that holds nothing else heads the next ones with: ("day", "05.03.2024")."""
    own = _own(row)
    if len(own) != 1:
        return None
    if found := _DAY.fullmatch(own[0]):
        return "day", found["day"]
    if found := _DENTIST.fullmatch(own[0]):
        return "dentist", next(filter(None, found.groups())).strip()
    return None


def sections_of(rows: list[RawRow]) -> tuple[str, ...]:
    """What the rows are headed with, in a fixed order; a day alone in a column of days heads nothing."""
    seen = {found[0] for row in rows if (found := section_of(row))}
    lone, others = (_days([row for row in rows if (len(_own(row)) == 1) is alone]) for alone in (True, False))
    return tuple(kind for kind in _HEADINGS if kind in seen and not (kind == "day" and lone & others))


def _days(rows: list[RawRow]) -> set[int]:
    """The columns in which these rows have days."""
    return {column for row in rows for column, cell in enumerate(row.cells) if cell and _DAY.fullmatch(cell)}


def _own(row: RawRow) -> list[str]:
    return [cell for column, cell in enumerate(row.cells) if cell and column not in row.filled_across]


def heading_of(section: str, headings: tuple[str, ...]) -> str:
    """The heading of the column that a section becomes, in the language of the others."""
    text = " ".join(headings).lower()
    language = "zh" if re.search(r"[\u4e00-\u9fff]", text) else "ru" if re.search(r"[а-яё]", text) else "en"
    return _HEADINGS[section][language]
