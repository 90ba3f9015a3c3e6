"""The last months that facts are told of, and what they lose from one look to the next."""

from __future__ import annotations

from functools import reduce
from operator import or_

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from rapport.lib.day_numbers import Written
from rapport.lib.facts import AsOf, reached


def until(as_of: AsOf) -> Q:
    """What has happened: rows are read in the order of people, not of days."""
    return Q(LessThanOrEqual(Written("day"), as_of.day))


def since(as_of: AsOf, years: int) -> Q:
    return Q(GreaterThan(Written("day"), as_of.day - relativedelta(years=years)))


def losing(before: AsOf, now: AsOf) -> Q:
    """What is reached, and what the last 12 and 24 months lose. Treatments are done on the day of their visit."""
    return reduce(or_, (reached("day", before, now, years=years) for years in (0, 1, 2)))
