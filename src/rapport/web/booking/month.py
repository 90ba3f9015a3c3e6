"""A month of free times as a phone shows it: a week of days with how many are free, and the times of one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import get_timezone_location
from django.utils.translation import get_language, gettext_lazy, to_locale
from django.utils.translation import gettext as _

from rapport.appointments.booking import Besides, FreeTime, free_times
from rapport.appointments.booking.opening import openings
from rapport.appointments.booking.reading import NOTHING, givers, is_early
from rapport.appointments.booking.refusals import HOLD_OVER, TAKEN
from rapport.appointments.booking.rules import Reason
from rapport.appointments.booking.spans import moment_of
from rapport.appointments.models import BookingTerms, Service, WaitingEntry
from rapport.appointments.online.offering import AFTERNOON, MORNING, NIGHT, last_day, part_of_day, usual_part
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

_WEEK = timedelta(days=7)
_A_DAY = timedelta(days=1)
# read in one go, from a day on
_AHEAD = timedelta(days=61)
_SUNDAY = 7
_NEAREST = 3
# refusals after which the nearest times are shown
GONE = frozenset({*Reason, HOLD_OVER, TAKEN})
_PARTS: tuple[tuple[str, Any, str], ...] = (
    (MORNING, gettext_lazy("Morning"), "sunrise"),
    (AFTERNOON, gettext_lazy("Afternoon"), "sun"),
    (NIGHT, gettext_lazy("Evening"), "moon"),
)


@dataclass(frozen=True)
class Asking:
    """What times are shown of. `patient` is known by a code or a link; `moving` is what is given up for it."""

    branch: Branch
    service: Service
    dentist: User | None = None
    patient: Patient | None = None
    moving: Besides = NOTHING

    @property
    def waits(self) -> bool:
        """Whether they are on the list for it already."""
        mine = WaitingEntry.objects.open().filter(patient=self.patient, branch=self.branch, service=self.service)
        return self.patient is not None and mine.exists()

    def free(self, first: date, last: date, *, early: bool = True) -> list[FreeTime]:
        whom = self.patient if early else None
        return free_times(
            self.branch, self.service, self.dentist, first=first, last=last, early_for=whom, moving=self.moving
        )


@dataclass(frozen=True)
class Day:
    """`open`: whether anybody works then, today or later; `here`: the one whose times are shown."""

    date: date
    free: int
    open: bool
    here: bool


@dataclass(frozen=True)
class Time:
    """`kept`: seen by class A alone; `here`: the one chosen."""

    at: datetime
    kept: bool
    here: bool


@dataclass(frozen=True)
class Part:
    name: Any
    icon: str
    usual: bool
    times: Sequence[Time]


@dataclass(frozen=True)
class Month:
    """`day` is the one whose times are `parts`; None where nothing is free. The others are days to go to."""

    day: date | None
    week: Sequence[Day]
    weeks: Sequence[Sequence[Day]]
    parts: Sequence[Part]
    week_before: date | None
    week_after: date | None
    month_before: date | None
    month_after: date | None

    @property
    def any_kept(self) -> bool:
        return any(time.kept for part in self.parts for time in part.times)


def month_of(asking: Asking, wanted: date | None, chosen: datetime | None = None) -> Month:
    """The month of the day `wanted`, or of the first day on which anything is free; `chosen` is the time taken."""
    today, last = asking.branch.today(), last_day(asking.branch, asking.service, asking.patient)
    last = max(today, last)
    day = min(max(wanted, today), last) if wanted else None
    first = today if day is None else max(today, _monday(day.replace(day=1)))
    until = min(last, first + _AHEAD)
    free = asking.free(first, until)
    counts = Counter(at.date() for at in {one.starts_at for one in free})
    shown = day or min(counts, default=today)
    grid = _grid(shown, today)
    days = _days(asking, grid, counts, shown, first, until)
    sundays = any(one.free for one in days if one.date.isoweekday() == _SUNDAY)
    weeks = [
        [one for one in days[n : n + 7] if sundays or one.date.isoweekday() < _SUNDAY]
        for n in range(0, len(days), 7)
    ]
    here = next(week for week in weeks if _monday(week[0].date) == _monday(shown))
    starts = sorted({one.starts_at for one in free if one.starts_at.date() == shown})
    return Month(
        shown if counts or wanted else None,
        here,
        weeks,
        list(_parts(asking, starts, shown, chosen)),
        *_around(_monday(shown), _monday(shown) + _WEEK, today, last),
        *_around(shown.replace(day=1), (shown.replace(day=1) + timedelta(days=31)).replace(day=1), today, last),
    )


def nearest(asking: Asking, at: datetime) -> list[datetime]:
    """The free times nearest to one that was taken, in order."""
    day = asking.branch.day_of(at)
    starts = {one.starts_at for one in asking.free(day - _WEEK, day + _WEEK)}
    return sorted(sorted(starts, key=lambda one: abs(one - at))[:_NEAREST])


def zone_words(branch: Branch) -> str:
    """Whose clock the times are of: London time."""
    locale = {"zh_Hans": "zh_Hans_CN"}.get(found := to_locale(get_language() or "en"), found)
    return _("%(city)s time") % {"city": get_timezone_location(branch.zone, locale=locale, return_city=True)}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _grid(day: date, today: date) -> list[date]:
    """Every day of the weeks of that month, from this week on."""
    first = max(_monday(day.replace(day=1)), _monday(today))
    after = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=n) for n in range(-(-(after - first).days // 7) * 7)]


def _days(
    asking: Asking, grid: Iterable[date], counts: Counter[date], shown: date, first: date, until: date
) -> list[Day]:
    work = _worked(asking, first, until)
    return [Day(day, counts[day], day in work, day == shown) for day in grid]


def _worked(asking: Asking, first: date, until: date) -> set[date]:
    """Days on which anybody works who gives it."""
    who = [asking.dentist.pk] if asking.dentist else givers(asking.service)
    found = openings(asking.branch, BookingTerms.of(asking.branch), who, first, until)
    return {asking.branch.day_of(moment_of(one.start)) for of in found.values() for one in of}


def _parts(asking: Asking, starts: Sequence[datetime], day: date, chosen: datetime | None) -> Iterable[Part]:
    common = (
        {one.starts_at for one in asking.free(day, day, early=False)} if is_early(asking.patient) else set(starts)
    )
    usual = usual_part(asking.patient)
    for code, name, icon in _PARTS:
        times = [Time(at, at not in common, at == chosen) for at in starts if part_of_day(at.hour) == code]
        if times:
            yield Part(name, icon, code == usual, times)


def _around(begins: date, after: date, today: date, last: date) -> tuple[date | None, date | None]:
    """A day before and one after the stretch from `begins` until `after`, where there may be something."""
    before = max(today, begins - (after - begins)) if begins > today else None
    return before, after if after <= last else None
