"""The day as the calendar in the browser takes it. The list beside it says the same without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.appointments.booking.spans import Span, minute_of, moment_of, on_day, without
from rapport.appointments.models import Appointment, AppointmentState
from rapport.appointments.models.appointment import EXPECTED
from rapport.web.schedule.day import Column, Day, Hold, Line, minutes_of
from rapport.web.schedule.scope import CHAIRS, Scope

_HOUR = 60
# what nobody can be moved to stands in the list alone: its time is free
_GONE = (AppointmentState.CANCELLED, AppointmentState.NO_SHOW)


def calendar_of(day: Day, scope: Scope) -> dict[str, object]:
    """Columns, what stands in them by the clock of the branch, from when until when they are shown."""
    if scope.branch is None:
        return {}
    zone = scope.branch.zone
    shown = _shown(day, scope, zone)
    return {
        "day": str(scope.day),
        "offset": scope.branch.moment(scope.day, time(12)).isoformat()[-6:],
        "from": f"{shown[0] // _HOUR:02}:00",
        "until": f"{shown[1] // _HOUR:02}:00",
        "week": scope.whose is not None,
        "across": scope.by != CHAIRS and scope.whose is None,
        "seats": scope.by == CHAIRS and scope.whose is None,
        "dentist": str(scope.whose.pk) if scope.whose else "",
        "columns": [{"id": one.key, "title": one.name or _("nobody named")} for one in day.columns],
        "events": list(_events(day, scope, shown, zone)),
    }


def _events(day: Day, scope: Scope, shown: Span, zone: ZoneInfo) -> Iterator[dict[str, object]]:
    for column in day.columns:
        yield from _closed(column, scope, shown, zone)
        yield from (_booked(line, zone) for line in column.lines if line.appointment.state not in _GONE)
    yield from (_held(hold, zone) for hold in day.holds)


def _booked(line: Line, zone: ZoneInfo) -> dict[str, object]:
    one = line.appointment
    return {
        **_span(minutes_of(line), zone),
        "id": str(one.pk),
        "resourceIds": [line.column],
        "title": one.patient.full_name,
        "editable": line.may_book and _movable(one),
        "classNames": ["of", f"of-{one.state}"],
        "extendedProps": {
            "state": one.state,
            "dentist": str(one.dentist_id or ""),
            "service": line.service,
            "open": reverse("web:appointment", args=[one.pk]),
            "move": reverse("web:appointment_time", args=[one.pk]),
        },
    }


def _movable(appointment: Appointment) -> bool:
    """What came from a file names no service of the house: that is chosen on its page."""
    return appointment.state in EXPECTED and appointment.booked_service_id is not None


def _held(hold: Hold, zone: ZoneInfo) -> dict[str, object]:
    slot = hold.slot
    return {
        **_span((minute_of(slot.starts_at), minute_of(slot.ends_at)), zone),
        "id": f"held-{slot.pk}",
        "resourceIds": [hold.column],
        "title": _("held"),
        "editable": False,
        "classNames": ["of", "of-held"],
        "extendedProps": {"state": "held", "service": str(slot.service or "")},
    }


def _closed(column: Column, scope: Scope, shown: Span, zone: ZoneInfo) -> Iterator[dict[str, object]]:
    """When nobody works there, as what lies behind."""
    days = [column.key] if scope.whose else [str(scope.day)]
    for day in days:
        midnight = on_day(datetime.fromisoformat(day).date(), time(), time(), zone)[0]
        for span in without([(midnight + shown[0], midnight + shown[1])], column.open_at):
            yield {
                **_span(span, zone),
                "resourceIds": [column.key],
                "display": "background",
                "classNames": ["closed"],
            }


def _span(span: Span, zone: ZoneInfo) -> dict[str, object]:
    start, end = (moment_of(minute).astimezone(zone) for minute in span)
    return {"start": f"{start:%Y-%m-%dT%H:%M}", "end": f"{end:%Y-%m-%dT%H:%M}"}


def _shown(day: Day, scope: Scope, zone: ZoneInfo) -> Span:
    """Minutes of a day, in full hours: when somebody works, and whatever else stands in the book."""
    spans = [span for column in day.columns for span in column.open_at]
    spans += [minutes_of(line) for line in day.lines]
    spans += [(minute_of(hold.slot.starts_at), minute_of(hold.slot.ends_at)) for hold in day.holds]
    assert scope.branch is not None
    usual = [_of_day(scope.branch.opens_at), _of_day(scope.branch.closes_at)]
    starts = _clock([start for start, _end in spans], zone) or usual[:1]
    ends = [end or 24 * _HOUR for end in _clock([end for _start, end in spans], zone)] or usual[1:]
    first, last = min(starts) // _HOUR * _HOUR, -(-max(ends) // _HOUR) * _HOUR
    return first, max(last, first + _HOUR)


def _clock(minutes: Iterable[int], zone: ZoneInfo) -> Sequence[int]:
    return [_of_day(moment_of(minute).astimezone(zone).time()) for minute in minutes]


def _of_day(at: time) -> int:
    return at.hour * _HOUR + at.minute
