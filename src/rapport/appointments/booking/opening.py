"""When the dentists of a branch work, day by day: the week's hours and extra ones, less holidays and absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from rapport.appointments.booking.holidays import holidays_between
from rapport.appointments.booking.rules import Opening
from rapport.appointments.booking.spans import Span, on_day, whole_day, without
from rapport.appointments.models import Absence, BookingTerms, ExtraHours, WorkingHours
from rapport.staff.models import Branch

_AT_WORK = ("dentist_id", "opens_at", "closes_at", "chair_id")


@dataclass(frozen=True)
class _Hours:
    dentist: int
    opens: time
    closes: time
    chair: int | None


def openings(
    branch: Branch, terms: BookingTerms, dentists: Collection[int] | None, first: date, last: date
) -> dict[int, list[Opening]]:
    """By dentist, in order; `dentists` None: all who work there. Three queries, however many days."""
    some = Q(dentist__is_active=True)
    if dentists is not None:
        some &= Q(dentist__in=dentists)
    weekly = _weekly(branch, some, first, last)
    extra: dict[date, list[_Hours]] = defaultdict(list)
    for day, *told in ExtraHours.objects.filter(some, branch=branch, day__range=(first, last)).values_list(
        "day", *_AT_WORK
    ):
        extra[day].append(_Hours(*told))
    absent = list(Absence.objects.filter(Q(branch=branch) | Q(branch=None)).within(first, last))
    closed = holidays_between(branch.region, first, last) if terms.closed_on_holidays else {}
    found: dict[int, list[Opening]] = defaultdict(list)
    for day in _days(first, last):
        hours = [*([] if day in closed else weekly(day)), *extra[day]]
        for dentist, opened in _of_day(day, hours, absent, branch.zone, terms):
            found[dentist] += opened
    return found


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _weekly(branch: Branch, some: Q, first: date, last: date) -> _Weekly:
    valid = Q(valid_from__lte=last) & (Q(valid_to=None) | Q(valid_to__gte=first))
    rows = WorkingHours.objects.filter(some, valid, branch=branch)
    return _Weekly(rows.values_list("weekday", "valid_from", "valid_to", *_AT_WORK))


class _Weekly:
    """Asked for a day: the hours of the week that are valid then."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._by_weekday: dict[object, list[tuple[object, object, _Hours]]] = defaultdict(list)
        for weekday, valid_from, valid_to, *told in rows:
            self._by_weekday[weekday].append((valid_from, valid_to, _Hours(*told)))  # type: ignore[arg-type]

    def __call__(self, day: date) -> list[_Hours]:
        of_day = self._by_weekday[day.isoweekday()]
        return [hours for start, end, hours in of_day if start <= day and (end is None or day <= end)]  # type: ignore[operator]


def _of_day(
    day: date, hours: Iterable[_Hours], absent: Sequence[Absence], zone: ZoneInfo, terms: BookingTerms
) -> Iterator[tuple[int, list[Opening]]]:
    away = [(one.dentist_id, away_on(one, day, zone)) for one in absent if one.first_day <= day <= one.last_day]
    by_dentist: dict[int, list[_Hours]] = defaultdict(list)
    for one in hours:
        by_dentist[one.dentist].append(one)
    for dentist, own in by_dentist.items():
        gone = [span for who, span in away if who in (None, dentist)]
        open_at = sorted(
            (span, one.chair or 0)
            for one in own
            for span in without([on_day(day, one.opens, one.closes, zone)], gone)
        )
        yield dentist, _kept([(span, chair or None) for span, chair in open_at], terms)


def away_on(absence: Absence, day: date, zone: ZoneInfo) -> Span:
    """The part of `day`, one of its days, that `absence` takes."""
    if absence.from_time is None or absence.to_time is None:
        return whole_day(day, zone)
    return on_day(day, absence.from_time, absence.to_time, zone)


def _kept(open_at: Sequence[tuple[Span, int | None]], terms: BookingTerms) -> list[Opening]:
    """The last share of a day is kept for class A (BOO-2), in whole steps."""
    total = sum(end - start for (start, end), _chair in open_at)
    kept = total * terms.kept_percent // 100 // terms.step_minutes * terms.step_minutes
    found = []
    for (start, end), chair in reversed(open_at):
        here = min(kept, end - start)
        kept -= here
        found.append(Opening(start, end, chair, end - here))
    return found[::-1]
