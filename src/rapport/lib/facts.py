"""What a fact is. Each app declares what it knows about a person; `segmentation` lists and computes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet


class FactType(StrEnum):
    NUMBER = "number"
    MONEY = "money"  # minor units of the currency of the person's branch
    DATE = "date"
    ANNUAL = "annual"  # a day of the year: month × 100 + day
    CHOICE = "choice"
    TEXT = "text"
    BOOLEAN = "boolean"
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


@dataclass(frozen=True)
class AsOf:
    """The day facts are told for, in one time zone, and the moment up to which things have happened."""

    day: date
    moment: datetime


@dataclass(frozen=True)
class Fact:
    """One thing known about every person. `empty` stands where the source has no row for the person."""

    name: str
    type: FactType
    label: Any
    empty: int | None = None


@dataclass(frozen=True)
class FactSource:
    """Facts that come from one aggregate query, so that one scan serves them all.

    `query` gives a queryset of values: `patient_id` and a column for each fact, one row a person at most.
    """

    name: str
    facts: tuple[Fact, ...]
    query: Callable[[AsOf], QuerySet[Any, Any]]


@dataclass(frozen=True)
class DerivedFact(Fact):
    """A fact worked out of others of the same person. `formula` is SQL with other facts in braces."""

    formula: str = ""
