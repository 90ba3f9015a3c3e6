"""The free times beside a form of the desk, for whoever is on the phone (BOO-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from rapport.appointments.booking import free_times
from rapport.appointments.booking.reading import NOTHING, Besides
from rapport.appointments.models import Service
from rapport.lib import clock
from rapport.web.ids import id_of
from rapport.web.schedule.dentists import dentists_of
from rapport.web.schedule.forms import PlaceForm
from rapport.web.schedule.scope import day_said

_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class FreeDay:
    day: date
    times: Sequence[datetime]


def free_days(form: PlaceForm, *, moving: Besides = NOTHING) -> list[FreeDay]:
    """The times still to come of a week from the day of `form` on, as staff give them; `moving` is given up."""
    service = Service.objects.given().filter(pk=id_of(str(form["service"].value() or ""))).first()
    asked = str(form["dentist"].value() or "")
    dentist = dentists_of(form.branch).filter(pk=id_of(asked)).first() if asked else None
    first = _day(form["day"].value())
    if service is None or first is None:
        return []
    found = free_times(form.branch, service, dentist, first=first, last=first + _WEEK, online=False, moving=moving)
    starts = sorted({one.starts_at for one in found if one.starts_at >= clock.now()})
    return [FreeDay(day, list(times)) for day, times in groupby(starts, key=lambda one: one.date())]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else day_said(str(value or ""))
