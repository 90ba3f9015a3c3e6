"""The rows of the builder as fields of a form: g0-joint, g0r1-word, g0r1-way, g0r1-v, g0r1r0-word …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from rapport.criteria.building import DEEPEST, Group, Row, Sheet, Word
from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.criteria.ways import TOGETHER, Takes, Together, Way, way_of, ways_of
from rapport.lib.facts import Unit
from rapport.segmentation.areas import Area, areas

# a form with more is none that somebody filled in
_MOST = 60
# a row of a group, or as deep in one as there are several, and there on related rows
_ROW = re.compile(rf"(g\d{{1,3}}(?:r\d{{1,3}}){{1,{DEEPEST + 2}}})-word")
_EDIT = re.compile(rf"(add|drop|word) ((?:g\d{{1,3}}(?:r\d{{1,3}}){{0,{DEEPEST + 2}}})?)")
_PLACE = re.compile(r"\d+")
_JOINTS = ("and", "or")
_UNITS: Mapping[Unit | None, Any] = {
    Unit.MINUTES: _("minutes"),
    Unit.DAYS: _("days"),
    Unit.WEEKS: _("weeks"),
    Unit.MONTHS: _("months"),
    Unit.YEARS: _("years"),
    Unit.PERCENT: "%",
}


def read_sheet(posted: QueryDict, at: str = "") -> Sheet:
    """The rows that were posted, in their order; `at` is what the names of their fields begin with."""
    found = (match[1] for match in map(_ROW.fullmatch, _names(posted, at)) if match)
    ways = sorted([int(place) for place in _PLACE.findall(key)] for key in found)[:_MOST]

    def rows(above: list[int]) -> tuple[Row, ...]:
        here = [way for way in ways if way[:-1] == above]
        return tuple(replace(_row(posted, f"{at}{key_of(way)}"), rows=rows(way)) for way in here)

    places = sorted({way[0] for way in ways})
    groups = [Group(rows([place]), _joint(posted, f"{at}g{place}-joint")) for place in places]
    return Sheet(tuple(groups) or (Group(),), _joint(posted, f"{at}joint"))


def key_of(way: Sequence[int]) -> str:
    """How the names of the fields of a row begin: its group, its place there, its place in that row."""
    group, *places = way
    return f"g{group}" + "".join(f"r{place}" for place in places)


def _names(posted: QueryDict, at: str) -> list[str]:
    return [name.removeprefix(at) for name in posted if name.startswith(at)]


def _joint(posted: QueryDict, key: str) -> str:
    joint = posted.get(key, "and")
    return joint if joint in _JOINTS else "and"


def _row(posted: QueryDict, key: str) -> Row:
    values = tuple(str(value) for value in posted.getlist(f"{key}-v"))
    return Row(posted.get(f"{key}-word", ""), posted.get(f"{key}-way", ""), values, posted.get(f"{key}-unit", ""))


def edited(sheet: Sheet, edit: str) -> Sheet:
    """`sheet` with a row or group more or less: “add g0”, “add g0r1” (a row inside), “drop g0r1r0”, “add ”;
    “word g0r1” where a row has another word.
    """
    match = _EDIT.fullmatch(edit)
    if match is None:
        return sheet
    way = [int(place) for place in _PLACE.findall(match[2])]
    groups = _edit(sheet.groups, match[1], way, Group(), _edit_group)
    return Sheet(tuple(groups) or (Group(),), sheet.joint)


def _edit_group(group: Group, verb: str, way: Sequence[int]) -> Group | None:
    rows = _edit(group.rows, verb, way, Row(), _edit_row)
    return replace(group, rows=tuple(rows)) if rows else None


def _edit_row(row: Row, verb: str, way: Sequence[int]) -> Row:
    return replace(row, rows=tuple(_edit(row.rows, verb, way, Row(), _edit_row)))


def _with_word(word: str) -> Row:
    """What was filled in for another word says nothing of this one."""
    return Row(word, rows=(Row(),) if word in TOGETHER else ())


def _edit(items: Sequence[Any], verb: str, way: Sequence[int], new: Any, inside: Any) -> list[Any]:
    """`items` with one more at the end, one less, or one of them edited."""
    if not way:
        return [*items, new] if verb == "add" else list(items)
    first, *rest = way
    if verb == "word" and not rest:
        return [_with_word(item.word) if place == first else item for place, item in enumerate(items)]
    if verb == "drop" and not rest:
        return [item for place, item in enumerate(items) if place != first]
    done = [inside(item, verb, rest) if place == first else item for place, item in enumerate(items)]
    return [item for item in done if item is not None]


# as the template takes it


@dataclass(frozen=True)
class Shown:
    """A row with what can be chosen in it. `key` is the beginning of the names of its fields."""

    key: str
    row: Row
    word: Word | None
    ways: Sequence[Way]
    way: Way | None
    rows: Sequence[Shown]
    # what can stand in a row on related ones; the words of a person are the same for all
    words: Sequence[Term]
    # what can stand in the place of one condition: several, where that goes no deeper than it may
    several: Sequence[Together] = ()

    @property
    def kind(self) -> str:
        """What a value is typed into: number, date, annual, text; "" for whole rows to be counted."""
        return str(self.word.type) if isinstance(self.word, Term) else "number"

    @property
    def figures(self) -> Sequence[tuple[int, str]]:
        """The fields to fill in, with what stands in them."""
        number = {Takes.ONE: 1, Takes.SPAN: 1, Takes.TWO: 2}.get(self.way.takes, 0) if self.way else 0
        return [(place, self.row.values[place] if place < len(self.row.values) else "") for place in range(number)]

    @property
    def codes(self) -> Sequence[tuple[str, Any, bool]]:
        if self.way is None or self.way.takes != Takes.CODES or not isinstance(self.word, Term):
            return []
        chosen = set(self.row.values)
        return [(code, label, code in chosen) for code, label in self.word.choices.items()]

    @property
    def is_span(self) -> bool:
        return bool(self.way and self.way.takes == Takes.SPAN)

    @property
    def unit(self) -> Any:
        """In what a figure is counted, where the word says so."""
        unit = self.word.unit if isinstance(self.word, Term) else None
        return pgettext("of age", "years") if unit == Unit.YEARS else _UNITS.get(unit, "")

    @property
    def units(self) -> Sequence[tuple[str, Any]]:
        """In what a span of time can be counted."""
        return [(str(unit), _UNITS[unit]) for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)]

    @property
    def has_rows(self) -> bool:
        return isinstance(self.word, Relation | Together)

    @property
    def together(self) -> str:
        """By what the rows in it hang together; "" where they are asked of related rows."""
        return self.word.joint if isinstance(self.word, Together) else ""


@dataclass(frozen=True)
class ShownGroup:
    key: str
    joint: str
    rows: Sequence[Shown]


@dataclass(frozen=True)
class BuilderPage:
    """The rows, or why there are none; what can be chosen in them. `at` begins the names of all their fields."""

    groups: Sequence[ShownGroup]
    joint: str
    areas: Sequence[Area]
    why_not: str = ""
    at: str = ""


def builder_of(sheet: Sheet, vocabulary: Vocabulary, at: str = "") -> BuilderPage:
    used = {word for group in sheet.groups for word in _used(group.rows)}
    return BuilderPage(_shown_groups(sheet, vocabulary, at), sheet.joint, areas(vocabulary, used), at=at)


def _used(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield row.word
        yield from _used(row.rows)


def _shown_groups(sheet: Sheet, vocabulary: Vocabulary, at: str) -> list[ShownGroup]:
    words: Mapping[str, Word] = {**vocabulary.relations, **vocabulary.terms, **TOGETHER}
    return [
        ShownGroup(
            f"{at}g{place}",
            group.joint,
            [_shown(f"{at}g{place}r{n}", row, words, vocabulary) for n, row in enumerate(group.rows)],
        )
        for place, group in enumerate(sheet.groups)
    ]


def _shown(key: str, row: Row, words: Mapping[str, Word], vocabulary: Vocabulary, depth: int = 0) -> Shown:
    word = words.get(row.word)
    several = list(TOGETHER.values()) if depth < DEEPEST else []
    if isinstance(word, Together):
        rows = [_shown(f"{key}r{n}", one, words, vocabulary, depth + 1) for n, one in enumerate(row.rows)]
        return Shown(key, row, word, [], None, rows, [], several)
    if word is None or vocabulary.why_closed(word):
        return Shown(key, row, None, [], None, [], [], several)
    rows, open_ones = [], []
    if isinstance(word, Relation):
        open_ones = [term for term in word.terms.values() if not vocabulary.why_closed(term)]
        rows = [_shown(f"{key}r{n}", one, word.terms, vocabulary) for n, one in enumerate(row.rows)]
    return Shown(key, row, word, ways_of(word), way_of(word, row.way), rows, open_ones, several)
