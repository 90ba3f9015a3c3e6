"""Takes the values of one row out of its cells, and notes what could not be read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from rapport.importing.recognising.mapping import Mapping
from rapport.importing.recognising.sexes import code_of
from rapport.importing.rows.problems import Problem
from rapport.importing.rows.records import Who
from rapport.importing.values.beside import holds_number, phone_beside
from rapport.importing.values.dates import read_birth_date, read_moment, read_time, zoned
from rapport.importing.values.departed import without_mark
from rapport.importing.values.names import Name, compose_name, split_name
from rapport.importing.values.nothing import is_nothing, is_nothing_but_no
from rapport.importing.values.sums import read_sum
from rapport.importing.values.words import Sex, read_sex
from rapport.lib.phone import Line, Phone, read_phones
from rapport.lib.unreadable import Unreadable

Value = TypeVar("Value")

# what no database keeps, and signs without a shape that turn the direction of what follows or part equal words
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# Ａ００１ is how a Chinese keyboard writes A001
_FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}
_FLOAT = re.compile(r"(\d+)\.0+")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}", re.IGNORECASE)
# a day of a month that stands elsewhere; as a day number of a spreadsheet it would lie in 1900
_NO_DAY = re.compile(r"\d{1,2}(?:\.0+)?")
_LIMITS = {
    **{
        "file_number": 64,
        "external_id": 64,
        "full_name": 200,
        "family_name": 100,
        "given_name": 100,
        "middle_name": 100,
    },
    **{
        "address": 400,
        "occupation": 120,
        "source": 120,
        "referrer": 200,
        "guardian": 200,
        "household": 120,
        "branch": 120,
    },
    **{
        "dentist": 120,
        "complaint": 500,
        "teeth": 120,
        "treatment_code": 40,
        "treatment_name": 300,
        "category": 80,
    },
    **{"chair": 60, "service": 200, "code": 40, "name": 300, "notes": 5000, "tags": 1000},
}
_LONGEST = 500
"""No date, number, phone or word of state is longer; what follows is not looked at, so that no cell takes long."""
_KEYS = frozenset({"file_number", "external_id", "full_name", "family_name", "given_name", "middle_name"})
_PHONE_PROBLEMS = {Line.INVALID: "phone_invalid", Line.SHORT: "phone_short"}
IMPOSSIBLE = frozenset({"date_impossible", "date_year", "birth_future", "date_future"})
"""What is wrong for certain, so that the whole row goes back to be corrected."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What values are read against: the branch's region, currency and zone, the file's epoch, and today."""

    region: str
    currency: str
    epoch_1904: bool
    today: date
    zone: ZoneInfo


class Cells:
    """One row on its way to a record. `problems` fills as its values are asked for, `departed` is the mark beside
    the name of somebody who has died."""

    def __init__(self, mapping: Mapping, cells: Sequence[str], setting: Setting) -> None:
        self._columns = mapping.by_field
        self._order = mapping.date_order
        self._decimal = mapping.decimal
        self._sexes = mapping.sexes
        self._cells = cells
        self.setting = setting
        self.problems: list[Problem] = []
        self.departed = ""

    def holds(self, field: str) -> bool:
        """Whether the sheet has a column of it."""
        return field in self._columns

    def raw(self, field: str) -> list[str]:
        """The cells of a field that hold anything, without what no database keeps."""
        columns = self._columns.get(field)
        if columns is None:
            return []
        found = (self._cells[column] for column in columns if column < len(self._cells))
        return [text for cell in found if (text := _clean(cell))]

    def texts(self, field: str) -> list[str]:
        """The cells of a field that hold more than a word for nothing."""
        columns = self._columns.get(field)
        if columns is None:
            return []
        filled = [cell for column in columns if column < len(self._cells) and (cell := self._cells[column])]
        return [text for cell in filled if (text := _something(cell))]

    def text(self, field: str, joint: str = ", ") -> str:
        """The words of a field, its columns joined, cut to what the record holds."""
        texts = self.texts(field)
        if not texts:
            return ""
        words = joint.join(texts)
        limit = _LIMITS.get(field, 200)
        if len(words) <= limit:
            return words
        key = field in _KEYS
        self.note("key_too_long" if key else "text_too_long", field, words, fatal=key, limit=limit)
        return words[:limit]

    def key(self, field: str) -> str:
        """A number that names something. `123.0` is how a spreadsheet writes 123; `2.98E+13` is lost."""
        text = self.text(field).translate(_FULL_WIDTH)
        if _ROUNDED.fullmatch(text):
            self.note("number_rounded", field, text)
            return ""
        whole = _FLOAT.fullmatch(text)
        return whole[1] if whole else text

    def value(self, field: str, read: Callable[[str], Value]) -> Value | None:
        """The first cell of a field as `read` makes of it; what it cannot read is noted."""
        texts = self.texts(field)
        return self.reading(field, texts[0], read) if texts else None

    def reading(self, field: str, text: str, read: Callable[[str], Value], *, fatal: bool = False) -> Value | None:
        try:
            return read(text[:_LONGEST])
        except Unreadable as wrong:
            self.note(wrong.code, field, text, fatal=fatal, **wrong.params)
            return None

    def answer(self, field: str, read: Callable[[str], Value]) -> Value | None:
        """Like `value` for yes and no, where words for nothing are an answer."""
        texts = [text for text in self.raw(field) if not is_nothing_but_no(text)]
        return self.reading(field, texts[0], read) if texts else None

    def sex(self) -> Sex | None:
        """A word, or a code as the sheet means it; one whose meaning nobody has said is noted."""
        texts = self.texts("sex")
        meaning = self._sexes.get(code_of(texts[0])) if texts else None
        if meaning is None:
            return self.value("sex", read_sex)
        if not meaning:
            self.note("sex_code", "sex", texts[0])
        return Sex(meaning) if meaning in set(Sex) else None

    def money(self, field: str) -> int | None:
        return self.value(field, lambda text: read_sum(text, self.setting.currency, self._decimal))

    def day(self, field: str, *, past: bool = False) -> date | None:
        """A date beside others; one after today is refused where it speaks of the past."""
        day = self.value(field, lambda text: self.moment_of(text)[0])
        if past and day and day > self.setting.today:
            self.note("date_future", field, self.texts(field)[0])
            return None
        return day

    def birth_date(self) -> date | None:
        """A day of birth; an impossible one refuses the row, an age or a bare year is only noted."""
        texts = self.texts("birth_date")
        if not texts:
            return None
        try:
            return read_birth_date(
                texts[0][:_LONGEST], self._order, self.setting.today, epoch_1904=self.setting.epoch_1904
            )
        except Unreadable as wrong:
            self.note(wrong.code, "birth_date", texts[0], fatal=wrong.code in IMPOSSIBLE, **wrong.params)
            return None

    def key_day(self, *, past: bool) -> tuple[date, time | None] | None:
        """The date that a row cannot be without, and the time of day beside it."""
        texts = self.texts("date")
        if not texts:
            self.note("date_missing", "date", fatal=True)
            return None
        found = self.reading("date", texts[0], self.moment_of, fatal=True)
        if found and past and found[0] > self.setting.today:
            self.note("date_future", "date", texts[0], fatal=True)
            return None
        return found

    def moment_of(self, text: str) -> tuple[date, time | None]:
        """Day and time of day at the branch. Raises Unreadable."""
        text = text[:_LONGEST]
        if _NO_DAY.fullmatch(text):
            raise Unreadable("date", value=text)
        if aware := zoned(text):
            local = _at(aware, self.setting.zone, text)
            return local.date(), local.time()
        return read_moment(text, self._order, self.setting.today, epoch_1904=self.setting.epoch_1904)

    def moment(self, field: str, day: date) -> datetime | None:
        """A moment at the branch, from a time of day (on `day`) or a whole date and time."""
        return self.value(field, lambda text: self._moment(text, day))

    def _moment(self, text: str, day: date) -> datetime:
        try:
            return datetime.combine(day, read_time(text), self.setting.zone)
        except Unreadable:
            on, clock = self._day_and_time(text)
        if clock is None:
            raise Unreadable("time", value=text)
        return datetime.combine(on, clock, self.setting.zone)

    def _day_and_time(self, text: str) -> tuple[date, time | None]:
        try:
            return self.moment_of(text)
        except Unreadable:
            raise Unreadable("time", value=text) from None

    def phones(self, field: str = "phones") -> tuple[Phone, ...]:
        """Every number, each once; those that are not valid are kept and noted."""
        beside = self._full_name[1] if field == "phones" else ()
        found = {(phone.e164 or phone.raw, phone.extension): phone for phone in beside}
        for text in self.texts(field):
            rounded = bool(_ROUNDED.fullmatch(text))
            phones = [] if rounded else read_phones(text[:_LONGEST], self.setting.region)
            if not phones:
                self.note("number_rounded" if rounded else "phone_none", field, text)
            for phone in phones:
                found.setdefault((phone.e164 or phone.raw, phone.extension), phone)
        for phone in found.values():
            if code := _PHONE_PROBLEMS.get(phone.line):
                self.note(code, field, phone.raw)
        return tuple(found.values())

    def who(self) -> Who:
        """The person the row is about; without one the row is refused."""
        who = Who(self.key("file_number"), self.name(), self.phones(), self.birth_date())
        if not who:
            self.note("patient_missing", "full_name", fatal=True)
        return who

    def name(self) -> Name | None:
        full, beside = self._full_name
        if beside:
            self.note("phone_in_name", "full_name", ", ".join(phone.raw for phone in beside), name=full)
        elif holds_number(full):
            self.note("number_in_name", "full_name", full)
        family, given, middle = map(self._part, ("family_name", "given_name", "middle_name"))
        if family and (given or middle):
            return compose_name(family, given, middle, full)
        whole = full or " ".join(part for part in (family, given, middle) if part)
        return split_name(whole) if whole else None

    @cached_property
    def _full_name(self) -> tuple[str, tuple[Phone, ...]]:
        """The whole name, and the numbers that stand beside it in its cell."""
        return phone_beside(self._part("full_name"), self.setting.region)

    def _part(self, field: str) -> str:
        """A part of a name, without the mark of a death; that is kept in `departed`."""
        name, mark = without_mark(self.text(field, " "))
        self.departed = self.departed or mark
        return name

    def note(self, problem: str, field: str, text: str = "", *, fatal: bool = False, **params: object) -> None:
        self.problems.append(Problem(problem, field, text, {**params, "value": text}, fatal))


def _clean(cell: str) -> str:
    return _FORBIDDEN.sub("", cell).strip()


@lru_cache(maxsize=16384)
def _something(cell: str) -> str:
    text = _clean(cell)
    return "" if is_nothing(text) else text


def _at(moment: datetime, zone: ZoneInfo, text: str) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise Unreadable("date_year", value=text, year=moment.year) from None
