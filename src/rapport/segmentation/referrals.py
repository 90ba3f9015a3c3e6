"""How many of those who are new were brought by somebody, and what they spend beside others (REF-5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, FloatField, Q, Sum
from django.db.models.functions import Cast, ExtractMonth, ExtractYear

from rapport.lib.means import Sample
from rapport.people.models import Patient
from rapport.people.models.source import SourceKind

_NOBODY = Sample(0, 0.0, 0.0)
# by a record, by the words of a file as long as nobody knows which record that is, or by somebody of whom only the
# source tells: as the fact `referred`
REFERRED = Q(referrer__isnull=False) | ~Q(referrer_words="") | Q(source__kind=SourceKind.REFERRAL)


@dataclass(frozen=True)
class Newcomers:
    """Those who came for the first time: what those who were brought and the others have spent since."""

    referred: Sample = _NOBODY
    others: Sample = _NOBODY

    @property
    def people(self) -> int:
        return self.referred.number + self.others.number

    @property
    def share(self) -> float:
        """Of them, how many were brought, in per cent."""
        return 100 * self.referred.number / self.people if self.people else 0.0

    def __add__(self, other: Newcomers) -> Newcomers:
        return Newcomers(self.referred + other.referred, self.others + other.others)


def newcomers(branch_ids: Iterable[int], since: date) -> dict[int, dict[date, Newcomers]]:
    """Branch → the first of each month since `since` → those of it, oldest first. One query."""
    new = Patient.objects.filter(branch__in=branch_ids, facts__first_visit__gte=since).order_by()
    spent = Cast(F("facts__spend"), FloatField())
    rows = (
        new.annotate(year=ExtractYear("facts__first_visit"), month=ExtractMonth("facts__first_visit"))
        .values_list("branch", "year", "month")
        .annotate(
            people=Count("pk"),
            brought=Count("pk", filter=REFERRED),
            spend=Sum(spent),
            spend_brought=Sum(spent, filter=REFERRED, default=0.0),
            squares=Sum(spent * spent),
            squares_brought=Sum(spent * spent, filter=REFERRED, default=0.0),
        )
        .order_by("branch", "year", "month")
    )
    found: dict[int, dict[date, Newcomers]] = {}
    for branch, year, month, people, brought, spend, spend_brought, squares, squares_brought in rows:
        referred = Sample(brought, spend_brought, squares_brought)
        others = Sample(people - brought, spend - spend_brought, squares - squares_brought)
        found.setdefault(branch, {})[date(year, month, 1)] = Newcomers(referred, others)
    return found


def brought_by(branch_ids: Sequence[int], since: date) -> int:
    """How many people brought those who came first since `since`, as far as their records are known. One query."""
    new = Patient.objects.filter(branch__in=branch_ids, facts__first_visit__gte=since, referrer__isnull=False)
    return new.order_by().values("referrer").distinct().count()
