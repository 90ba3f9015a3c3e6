"""What a fact is. Each app declares what it knows about a person; `segmentation` lists and computes them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet


class FactType(StrEnum):
    NUMBER = "number"
    MONEY = "money"  # minor units of the currency of the person's branch
    DATE = "date"
    ANNUAL = "annual"  # a day of the year: month × 100 + day
    CHOICE = "choice"
    TEXT = "text"
    BOOLEAN = "boolean"
    MOMENT = "moment"  # shown and sorted, but no word of the language: conditions ask for days
    SET = "set"


class Unit(StrEnum):
    """What a number is counted in."""

    MINUTES = "minutes"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    PERCENT = "%"

    @classmethod
    def of(cls, word: str) -> Unit:
        """The unit that `word` means: day, Days, %."""
        return cls.PERCENT if word == "%" else cls(f"{word.lower().removesuffix('s')}s")


class Tells(StrEnum):
    """What a fact lets one know beyond that a person is a client: whoever may not see it may not ask by it."""

    MONEY = "money"
    CARE = "care"  # findings, plans, what the dentist thinks
    STANDING = "standing"  # the classes that policies give
    INFLUENCE = "influence"
    DEALINGS = "dealings"  # what was done for them, tags, missed appointments, complaints


@dataclass(frozen=True)
class AsOf:
    """The day facts are told for, in one time zone, and the moment up to which things have happened."""

    day: date
    moment: datetime
    zone: ZoneInfo

    @property
    def end(self) -> datetime:
        """The first moment of the next day."""
        return datetime.combine(self.day + timedelta(days=1), time(), self.zone)

    def still_open(self, closed: str) -> Q:
        """What had not been closed on this day, by the moment of the column `closed`."""
        return Q(**{closed: None}) | Q(**{f"{closed}__gte": self.end})


@dataclass(frozen=True)
class Codes:
    """The values that a choice or a set can have: code → label; what the database holds for a code where that is
    not the code itself; words for several codes; and for a set in one column, the bit of each code.
    """

    labels: Mapping[str, Any]
    stored: Mapping[str, Any] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bits: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Fact:
    """One thing known about every person. `empty` stands where the source has no row for the person.

    A fact is a column of the wide table; one with `sql` of its own is read from the record (`p` is the patient,
    `f` the wide table), and kept nowhere else. An amount tells of money without saying so in `tells`. An `inner`
    one is a raw count that another fact says in the words of the clinic: understood, but not offered to choose.
    A number is never below `least`, nor above `most`.
    """

    name: str
    type: FactType
    label: Any
    empty: int | None = None
    unit: Unit | None = None
    codes: Callable[[], Codes] | None = None
    sql: str = ""
    # what a text is brought to before it is compared
    fold: Callable[[str], str] | None = None
    tells: tuple[Tells, ...] = ()
    inner: bool = False
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class RelatedRows:
    """Rows that hang on a person and can be asked for: `exists visit(…)`. The facts are those of one row.

    `source` stands after FROM, `tie` is the condition that makes a row the person's (`f.patient_id`).
    """

    name: str
    label: Any
    source: str
    tie: str
    facts: tuple[Fact, ...]
    tells: tuple[Tells, ...] = ()
    # the fact of a person that is the latest `date` of these rows until today
    latest: str = ""


def reached(field: str, before: AsOf, now: AsOf, *, years: int = 0) -> Q:
    """The days that between two looks come to lie `years` back (0: are no longer ahead)."""
    span = relativedelta(years=years)
    return Q(**{f"{field}__gt": before.day - span, f"{field}__lte": now.day - span})


@dataclass(frozen=True)
class FactSource:
    """Facts that come from one aggregate query, so that one scan serves them all.

    `query` gives a queryset of values: `patient_id` and a column for each fact, one row a person at most. It is
    kept for the day, so the moment has to stand in it as it is.
    """

    name: str
    facts: tuple[Fact, ...]
    query: Callable[[AsOf], QuerySet[Any, Any]]
    # whose facts become other ones between two looks though nobody acts: querysets of values of `patient_id`
    turning: Callable[[AsOf, AsOf], Iterable[QuerySet[Any, Any]]] = lambda before, now: ()
    # the source whose people these facts become other ones of too: treatments are done on the day of their visit
    turns_with: str = ""
    # what the text of the query depends on beside the day: words that the clinic writes itself
    words: Callable[[], Hashable] = tuple


@dataclass(frozen=True)
class DerivedFact(Fact):
    """A fact worked out of others of the same person. `formula` is SQL with other facts in braces."""

    formula: str = ""
