"""What stands in the book of a branch on a day, or in a week of one dentist, as the front desk works with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format

from rapport.appointments.booking.opening import openings
from rapport.appointments.booking.reading import USUAL
from rapport.appointments.booking.rules import Opening
from rapport.appointments.booking.spans import Span, minute_of, whole_day
from rapport.appointments.models import Appointment, AppointmentState, BookingTerms, Chair, Slot
from rapport.lib import clock
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.schedule.looks import NEXT, TAKEN, Look, look_of, seen_state
from rapport.web.schedule.scope import CHAIRS, Scope
from rapport.web.schedule.waiting import Waiting, waited, waiting_of
from rapport.web.sight import Sight


@dataclass(frozen=True)
class Line:
    """One appointment. `waited`: minutes from arrival to the chair, or so far (BOO-4)."""

    appointment: Appointment
    column: str
    ends_at: datetime
    waited: int | None
    may_book: bool
    sight: Sight

    @property
    def look(self) -> Look:
        return look_of(self.appointment, self.sight)

    @property
    def state(self) -> str:
        return seen_state(self.appointment, self.sight)

    @property
    def service(self) -> str:
        """What for, which may be of the mouth."""
        return self.appointment.what_for if self.sight.care else ""

    @property
    def step(self) -> tuple[str, object] | None:
        """What usually comes next, and how it is said; None for whoever may not, and where nothing does."""
        following = NEXT.get(self.appointment.state) if self.may_book else None
        return (following, TAKEN[following]) if following else None


@dataclass(frozen=True)
class Column:
    """A dentist, a chair or a day: what stands in it, and when there is somebody to take people."""

    key: str
    name: str
    lines: Sequence[Line]
    open_at: Sequence[Span]
    week_url: str = ""

    @property
    def number(self) -> int:
        """How many appointments, as Today counts them: whoever cancelled is in the book and does not come."""
        return sum(line.appointment.state != AppointmentState.CANCELLED for line in self.lines)


@dataclass(frozen=True)
class Hold:
    """A time that is held for who fills in a form."""

    column: str
    slot: Slot


@dataclass(frozen=True)
class Day:
    columns: Sequence[Column]
    holds: Sequence[Hold]
    waiting: Waiting
    may_book: bool
    sees_care: bool

    @property
    def lines(self) -> list[Line]:
        return [line for column in self.columns for line in column.lines]

    @property
    def number(self) -> int:
        return sum(column.number for column in self.columns)


NOTHING = Day((), (), Waiting((), None, None), may_book=False, sees_care=False)


def read_day(user: User, scope: Scope) -> Day:
    """As `user` may see it. A number of queries that never grows."""
    branch = scope.branch
    if branch is None:
        return NOTHING
    now = clock.now()
    may_book, sight = user.may_at(Right.BOOK, branch.pk), Sight.at(user, branch.pk)
    only = [scope.whose.pk] if scope.whose else None
    opened = openings(branch, BookingTerms.of(branch), only, scope.first, scope.last)
    lines = [
        Line(
            one,
            _key(scope, one.starts_at, one.dentist_id, one.chair),
            one.ends_at or one.starts_at + USUAL,
            waited(one, now),
            may_book,
            sight,
        )
        for one in _appointments(user, scope)
    ]
    holds = [
        Hold(_key(scope, slot.starts_at, slot.dentist_id, slot.chair.name if slot.chair else ""), slot)
        for slot in _held(scope, now)
    ]
    columns = _columns(scope, opened, lines, holds)
    return Day(columns, holds, waiting_of([line.appointment for line in lines], now), may_book, sight.care)


def _moments(scope: Scope) -> tuple[datetime, datetime]:
    assert scope.branch is not None
    return scope.branch.moment(scope.first), scope.branch.moment(scope.last + timedelta(days=1))


def _appointments(user: User, scope: Scope) -> list[Appointment]:
    seen = Appointment.objects.visible_to(user, Right.SEE_SCHEDULE).filter(branch=scope.branch)
    if scope.whose:
        seen = seen.filter(dentist=scope.whose)
    within = seen.between(*_moments(scope)).select_related("patient", "dentist", "booked_service")
    return list(within.order_by("starts_at", "pk"))


def _held(scope: Scope, now: datetime) -> Iterable[Slot]:
    held = Slot.objects.alive(now).filter(appointment=None, branch=scope.branch).across(*_moments(scope))
    if scope.whose:
        held = held.filter(dentist=scope.whose)
    return held.select_related("chair", "service").order_by("starts_at")


def _key(scope: Scope, starts_at: datetime, dentist: int | None, chair: str) -> str:
    if scope.whose:
        assert scope.branch is not None
        return str(scope.branch.day_of(starts_at))
    return chair if scope.by == CHAIRS else str(dentist or "")


def _columns(
    scope: Scope, opened: dict[int, list[Opening]], lines: Sequence[Line], holds: Sequence[Hold]
) -> list[Column]:
    """Who works, every chair, or every day of the week; then whatever else something stands in."""
    used = {line.column for line in lines} | {hold.column for hold in holds}
    if scope.whose:
        named = {str(day): date_format(day, "WEEKDAY_FORMAT") for day in _week(scope)}
        hours = {key: _on(scope, date.fromisoformat(key), opened) for key in named}
    elif scope.by == CHAIRS:
        named, hours = _chairs(scope, opened)
    else:
        hours = {str(pk): [(one.start, one.end) for one in found] for pk, found in opened.items() if found}
        named = _names(used | hours.keys())
    named |= {key: key for key in sorted(used - named.keys())}
    return [
        Column(
            key,
            name,
            [line for line in lines if line.column == key],
            sorted(hours.get(key, ())),
            scope.week_url(key) if key and key.isdigit() and scope.by != CHAIRS and not scope.whose else "",
        )
        for key, name in named.items()
    ]


def _week(scope: Scope) -> list[date]:
    return [scope.first + timedelta(days=n) for n in range(7)]


def _on(scope: Scope, day: date, opened: dict[int, list[Opening]]) -> list[Span]:
    assert scope.branch is not None
    start, end = whole_day(day, scope.branch.zone)
    return [(one.start, one.end) for found in opened.values() for one in found if start <= one.start < end]


def _chairs(scope: Scope, opened: dict[int, list[Opening]]) -> tuple[dict[str, str], dict[str, list[Span]]]:
    chairs = Chair.objects.filter(branch=scope.branch, retired_at=None).values_list("pk", "name")
    hours = {
        name: [(one.start, one.end) for found in opened.values() for one in found if one.chair in (None, pk)]
        for pk, name in chairs
    }
    return {name: name for name in hours}, hours


def _names(keys: Iterable[str]) -> dict[str, str]:
    """By name: whoever works or has somebody that day."""
    pks = [int(key) for key in keys if key]
    return {str(one.pk): str(one) for one in User.objects.filter(pk__in=pks).order_by("name", "pk")}


def minutes_of(line: Line) -> Span:
    """From when until when, in minutes as the book counts them."""
    return minute_of(line.appointment.starts_at), minute_of(line.ends_at)
