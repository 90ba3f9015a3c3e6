"""The rows of the builder as fields of a form: g0-joint, g0r1-word, g0r1-way, g0r1-v, g0r1s0-word …"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from rapport.criteria.building import Group, Row, Sheet
from rapport.criteria.vocabulary import Relation, Term, Vocabulary
from rapport.criteria.ways import Takes, Way, way_of, ways_of
from rapport.lib.facts import Unit
from rapport.segmentation.areas import Area, areas

# a form with more is none that somebody filled in
_MOST = 60
_ROW = re.compile(r"g(\d{1,3})r(\d{1,3})(?:s(\d{1,3}))?-word")
_EDIT = re.compile(r"(add|drop|word) (?:g(\d{1,3}))?(?:r(\d{1,3}))?(?:s(\d{1,3}))?")
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
    places = sorted(
        {
            (int(group), int(row), int(inner) if inner else -1)
            for group, row, inner in (m.groups() for m in map(_ROW.fullmatch, _names(posted, at)) if m)
        }
    )[:_MOST]
    groups: dict[int, dict[int, Row]] = {}
    for group, row, inner in places:
        rows = groups.setdefault(group, {})
        if inner < 0:
            rows[row] = _row(posted, f"{at}g{group}r{row}")
        elif row in rows:
            rows[row] = replace(rows[row], rows=(*rows[row].rows, _row(posted, f"{at}g{group}r{row}s{inner}")))
    found = [Group(tuple(rows.values()), _joint(posted, f"{at}g{place}-joint")) for place, rows in groups.items()]
    return Sheet(tuple(found) or (Group(),), _joint(posted, f"{at}joint"))


def _names(posted: QueryDict, at: str) -> list[str]:
    return [name.removeprefix(at) for name in posted if name.startswith(at)]


def _joint(posted: QueryDict, key: str) -> str:
    joint = posted.get(key, "and")
    return joint if joint in _JOINTS else "and"


def _row(posted: QueryDict, key: str) -> Row:
    values = tuple(str(value) for value in posted.getlist(f"{key}-v"))
    return Row(posted.get(f"{key}-word", ""), posted.get(f"{key}-way", ""), values, posted.get(f"{key}-unit", ""))


def edited(sheet: Sheet, edit: str) -> Sheet:
    """`sheet` with a row or group more or less: “add g0”, “add g0r1” (a row inside), “drop g0r1s0”, “add ”;
    “word g0r1” where a row has another word.
    """
    match = _EDIT.fullmatch(edit)
    if match is None:
        return sheet
    verb, *place = match.groups()
    way = [int(one) for one in place if one is not None]
    groups = _edit(sheet.groups, verb, way, Group(), _edit_group)
    return Sheet(tuple(groups) or (Group(),), sheet.joint)


def _edit_group(group: Group, verb: str, way: Sequence[int]) -> Group | None:
    rows = _edit(group.rows, verb, way, Row(), _edit_row)
    return replace(group, rows=tuple(rows)) if rows else None


def _edit_row(row: Row, verb: str, way: Sequence[int]) -> Row:
    return replace(row, rows=tuple(_edit(row.rows, verb, way, Row(), lambda inner, verb, way: inner)))


def _edit(items: Sequence[Any], verb: str, way: Sequence[int], new: Any, inside: Any) -> list[Any]:
    """`items` with one more at the end, one less, or one of them edited."""
    if not way:
        return [*items, new] if verb == "add" else list(items)
    first, *rest = way
    if verb == "word" and not rest:
        # what was filled in for another word says nothing of this one
        return [Row(item.word) if place == first else item for place, item in enumerate(items)]
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
    word: Term | Relation | None
    ways: Sequence[Way]
    way: Way | None
    rows: Sequence[Shown]
    # what can stand in an inner row; the words of a person are the same for all
    words: Sequence[Term]

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
        return isinstance(self.word, Relation)


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
    used = {row.word for group in sheet.groups for row in group.rows}
    return BuilderPage(_shown_groups(sheet, vocabulary, at), sheet.joint, areas(vocabulary, used), at=at)


def _shown_groups(sheet: Sheet, vocabulary: Vocabulary, at: str) -> list[ShownGroup]:
    words: Mapping[str, Term | Relation] = {**vocabulary.relations, **vocabulary.terms}
    return [
        ShownGroup(
            f"{at}g{place}",
            group.joint,
            [_shown(f"{at}g{place}r{n}", row, words, vocabulary) for n, row in enumerate(group.rows)],
        )
        for place, group in enumerate(sheet.groups)
    ]


def _shown(key: str, row: Row, words: Mapping[str, Any], vocabulary: Vocabulary) -> Shown:
    word = words.get(row.word)
    if word is not None and vocabulary.why_closed(word):
        word = None
    inside: list[Shown] = []
    open_ones: list[Term] = []
    if isinstance(word, Relation):
        open_ones = [term for term in word.terms.values() if not vocabulary.why_closed(term)]
        inside = [_shown(f"{key}s{n}", one, word.terms, vocabulary) for n, one in enumerate(row.rows)]
    ways = ways_of(word) if word is not None else []
    return Shown(key, row, word, ways, way_of(word, row.way) if word is not None else None, inside, open_ones)
