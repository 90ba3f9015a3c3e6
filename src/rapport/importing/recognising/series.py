"""Visits side by side in one row: «визит 1, визит 2», 首诊日期 and 复诊日期, date and amount over and over."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rapport.importing.recognising.content import Shape, profile
from rapport.importing.recognising.fields import Kind
from rapport.importing.recognising.guessing import language_of, recognise
from rapport.importing.recognising.headings import Why, claims
from rapport.importing.recognising.mapping import Mapping
from rapport.importing.values.months import HAN_NUMBERS
from rapport.lib.folding import folded

_NUMBER_WORDS = (
    ("перв", "first"), ("втор", "second"), ("трет", "third"), ("четверт", "fourth"), ("пят", "fifth"),
    ("шест", "sixth"), ("седьм", "seventh"), ("восьм", "eighth"), ("девят", "ninth"), ("десят", "tenth"),
)  # fmt: skip
_FIRST = re.compile(r"首诊|初诊|首次|первичн\w*")
_AGAIN = re.compile(r"复诊|повторн\w*|follow up|return")
_HAN = re.compile(r"第?\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*(?:次|回|诊)")
_WORD = re.compile(
    "|".join(rf"(?P<n{place}>\b{ru}\w*|\b{en}\b)" for place, (ru, en) in enumerate(_NUMBER_WORDS, 1))
)
_DIGITS = re.compile(r"(?<!\d)(\d{1,2})(?: ?(?:й|ый|ой|е|я|ая|st|nd|rd|th)\b)?(?!\d)")
# what a heading may be besides its number to speak of a visit; the cells below are looked at too
_VISIT = frozenset(["", "визит", "прием", "посещение", "visit", "visits", "就诊", "治疗", "到诊", "来诊", "看诊"])
_NOT_DONE_YET = re.compile(r"следующ|план|next|planned|下次|预约|约")
_MOSTLY, _MOST_GROUPS = 0.5, 60


@dataclass(frozen=True)
class Group:
    """One of several visits side by side. `fields`: its columns, the day among them → field."""

    name: str
    kind: Kind
    day: int
    fields: dict[int, str]


@dataclass(frozen=True)
class Series:
    """The visits side by side in a sheet, and how their days and sums are written."""

    groups: tuple[Group, ...]
    date_order: str
    decimal: str

    @property
    def columns(self) -> frozenset[int]:
        return frozenset(column for group in self.groups for column in group.fields)


class _Heading(NamedTuple):
    """What a heading says without its number: 2 and «дата» of «дата 2»."""

    number: int | None
    stem: str


def find_series(
    headings: Sequence[str], sample: Sequence[Sequence[str]], today: date, language: str | None = None
) -> Series | None:
    """The visits that stand side by side; None where there is at most one."""
    read = [_read(heading) for heading in headings]
    again = Counter(read)
    repeated = [one.number is not None or (one.stem and again[one] > 1) for one in read]
    columns = [[row[place] if place < len(row) else "" for row in sample] for place in range(len(headings))]
    days = [
        place
        for place, one in enumerate(read)
        if repeated[place] and _names_day(one.stem) and _holds_days(columns[place], one, today)
    ]
    if not 1 < len(days) <= _MOST_GROUPS:
        return None
    stems = {place: one.stem for place, one in enumerate(read) if repeated[place] and place not in days}
    owners = _owners(days, [place for place, stem in stems.items() if _tells_of_visit(stem)], read)
    kind = _kind(read, days, [stems[place] for place in owners])
    pooled, fields = _fields(headings, columns, days, owners, stems, kind, language)
    names = _names([headings[day] for day in days])
    groups = [
        Group(
            name,
            kind,
            day,
            {day: "date"} | {p: fields[stems[p]] for p, o in owners.items() if o == day and stems[p] in fields},
        )
        for day, name in zip(days, names, strict=True)
    ]
    return Series(tuple(groups), pooled.date_order, pooled.decimal)


def _read(heading: str) -> _Heading:
    text, number = folded(heading), None
    if again := _AGAIN.search(text):
        text, number = _AGAIN.sub(" ", text), 2
    elif _FIRST.search(text):
        text, number = _FIRST.sub(" ", text), 1
    for shape in (_HAN, _WORD, _DIGITS):
        if found := shape.search(text):
            text = f"{text[: found.start()]} {text[found.end() :]}"
            number = _value(found) + bool(again)
            break
    return _Heading(number, " ".join(text.split()))


def _value(found: re.Match[str]) -> int:
    if found.lastgroup:
        return int(found.lastgroup[1:])
    return int(found[1]) if found[1].isdecimal() else HAN_NUMBERS.get(found[1], 0)


def _names_day(stem: str) -> bool:
    if stem in _VISIT:
        return True
    known = [claim for kind in (Kind.VISITS, Kind.PAYMENTS) for claim in claims(kind, stem)]
    return not _NOT_DONE_YET.search(stem) and any(one.field == "date" and one.why is Why.HEADING for one in known)


def _holds_days(cells: Sequence[str], heading: _Heading, today: date) -> bool:
    seen = profile(cells, today)
    return seen.share(Shape.DATE) >= _MOSTLY if seen.filled else heading.stem not in ("",)


def _tells_of_visit(stem: str) -> bool:
    who = {claim.field for claim in claims(Kind.PATIENTS, stem)} - {"notes"}
    return not who and any(claims(kind, stem) for kind in (Kind.VISITS, Kind.PAYMENTS))


def _owners(days: Sequence[int], others: Sequence[int], read: Sequence[_Heading]) -> dict[int, int]:
    """Column → the day it belongs to: that of its number, else the one before it (or behind it, where the sheet
    begins so)."""
    numbers = {read[day].number: day for day in days}
    owners: dict[int, int] = {}
    if None not in numbers and len(numbers) == len(days):
        owners = {place: numbers[read[place].number] for place in others if read[place].number in numbers}
        others = [place for place in others if read[place].number is None]
    behind = any(place < days[0] for place in others)
    for place in others:
        near = [day for day in days if (day > place) == behind]
        if near:
            owners[place] = near[0] if behind else near[-1]
    return owners


def _kind(read: Sequence[_Heading], days: Sequence[int], stems: Sequence[str]) -> Kind:
    """Visits, unless the headings speak of nothing but money."""
    of_visits = any(claims(Kind.VISITS, read[day].stem) or read[day].stem in _VISIT for day in days)
    method = any(claim.field == "method" for stem in stems for claim in claims(Kind.PAYMENTS, stem))
    return Kind.VISITS if of_visits and not method else Kind.PAYMENTS


def _fields(
    headings: Sequence[str],
    columns: Sequence[Sequence[str]],
    days: Sequence[int],
    owners: dict[int, int],
    stems: dict[int, str],
    kind: Kind,
    language: str | None,
) -> tuple[Mapping, dict[str, str]]:
    """How all groups together are to be read, one below the other, and which stem is which field."""
    order = list(dict.fromkeys(stems[place] for place in owners))
    rows = []
    for day in days:
        own = {stems[place]: columns[place] for place, owner in owners.items() if owner == day}
        parts = [columns[day], *(own.get(stem, [""] * len(columns[day])) for stem in order)]
        rows += [["?", *cells] for cells in zip(*parts, strict=True) if any(cells)]
    spoken = language_of(headings, language)
    guess = recognise("", ["name", "date", *order], rows, language_hint=spoken, kind=kind).mapping
    return guess, {order[c - 2]: name for c, name in guess.columns.items() if c > 1}


def _names(headings: Sequence[str]) -> list[str]:
    """What the groups are called: the headings of their days, with a number where these are alike."""
    if len(set(headings)) == len(headings):
        return list(headings)
    return [f"{heading} {place}" for place, heading in enumerate(headings, 1)]
