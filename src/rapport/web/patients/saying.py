"""The filters of the list said in the language of criteria, so that a list can become a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rapport.criteria.writing import quoted
from rapport.people.models import Tag
from rapport.web.patients.question import Chosen


def _not_seen(months: int) -> str:
    return f"not deceased and last_visit older than {months} months and no next_visit"


# groups of the first hour; what is not here has no words of its own
_FOUND = {
    "living": "not deceased",
    "deceased": "deceased",
    **{f"not_seen_{months}m": _not_seen(months) for months in (6, 12, 24, 36)},
    "never_seen": "not deceased and visits = 0",
    "no_shows_2plus": "no_shows >= 2",
    "unfinished_plans": "unfinished_plans >= 1",
    "birthdays_7d": "not deceased and birthday within next 6 days",
}


def _tag(tag: Tag) -> str:
    return f"tags has {quoted(tag.built_in or tag.name)}"


def _birthday(days: int) -> str:
    return f"not deceased and birthday {f'within next {days} days' if days else '= today'}"


def _either(yes: str, no: str) -> Callable[[str], str]:
    return lambda value: yes if value == "yes" else no


# key of the filter → its value in words; "" where there are none
_SAID: dict[str, Callable[[Any], str]] = {
    "found": lambda key: _FOUND.get(key, ""),
    "segment": lambda asked: f"({asked.text})",
    "where": lambda asked: f"({asked.text})",
    "branch": lambda branch: f"branch = {quoted(branch.name)}",
    "tag": _tag,
    "source": lambda source: f"source = {quoted(source.name)}",
    "treated": lambda category: f"treated has {quoted(category.code)}",
    "sex": lambda sex: f"sex = {sex}",
    "age_from": lambda years: f"age >= {years}",
    "age_to": lambda years: f"age <= {years}",
    "seen_before": lambda day: f"last_visit before {day}",
    "seen_after": lambda day: f"last_visit after {day}",
    "visited": _either("visits >= 1", "visits = 0"),
    "no_shows": lambda times: f"no_shows >= {times}",
    "spend": lambda amount: f"spend >= {amount}",
    "birthday": _birthday,
    "phone": _either("phones >= 1", "phones = 0"),
    "deceased": _either("deceased", "not deceased"),
    "care": lambda grade: f"care_class = {grade}",
    "value": lambda grade: f"value_class = {grade}",
    "prospect": lambda grade: f"prospect_class = {grade}",
    "loyalty": lambda grade: f"loyalty = {grade}",
    "lifecycle": lambda grade: f"lifecycle = {grade}",
}


def as_condition(chosen: Sequence[Chosen]) -> str:
    """The one condition that these filters are together; "" where one of them cannot be said."""
    said = [_SAID[one.filter.key](one.value) if one.filter.key in _SAID else "" for one in chosen]
    if not all(said):
        return ""
    # a condition that stands alone needs no parentheses
    return (
        said[0].removeprefix("(").removesuffix(")")
        if len(said) == 1 and said[0].startswith("(")
        else " and ".join(said)
    )
