"""What the page of series shows: which stand, and what a new one would meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Reason
from rapport.appointments.models import Appointment, Series
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.series import Place
from rapport.people.models import Patient

_WORDS: dict[Reason, Any] = {
    Reason.NOT_GIVEN: _("nobody gives it"),
    Reason.PAST: _("has passed"),
    Reason.NOT_OFFERED: _("too far ahead"),
    Reason.CLOSED: _("outside working hours"),
    Reason.DENTIST_TAKEN: _("the dentist is taken"),
    Reason.CHAIR_TAKEN: _("no chair is free"),
    Reason.PATIENT_TAKEN: _("they have another appointment"),
}


@dataclass(frozen=True)
class Line:
    """One time of a new series: what can be chosen, and why not what was wished for."""

    place: Place
    why: str
    # what can be chosen, with whether it is
    choices: Sequence[tuple[str, datetime, bool]]

    @property
    def left_out(self) -> bool:
        return not any(chosen for _value, _moment, chosen in self.choices)


@dataclass(frozen=True)
class Standing:
    """A series of the person, with what is to come of it, in order."""

    series: Series
    rest: Sequence[Appointment]

    @property
    def next(self) -> Appointment | None:
        return self.rest[0] if self.rest else None


def lines_of(places: Iterable[Place], chosen: Sequence[str] = ()) -> list[Line]:
    """A line a time; `chosen` are the choices that came back with the form."""
    lines = []
    for place in places:
        moments = [place.wanted] if place.free else list(place.instead)
        choices = [(value_of(one), one, _is_chosen(place, one, chosen)) for one in moments]
        lines.append(Line(place, _why(place), choices))
    return lines


def offered(lines: Iterable[Line]) -> dict[str, datetime]:
    """Everything that can be chosen, by the value of its choice."""
    return {value: moment for line in lines for value, moment, _chosen in line.choices}


def value_of(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def standing_series(patient: Patient, at: datetime) -> list[Standing]:
    """The series of `patient` of which something is to come, in one query."""
    found = patient.appointments.filter(series__isnull=False, state__in=EXPECTED, starts_at__gt=at)
    by_series: dict[Series, list[Appointment]] = {}
    for one in found.select_related("series", "dentist", "booked_service").order_by("starts_at"):
        assert one.series is not None
        by_series.setdefault(one.series, []).append(one)
    return [Standing(series, rest) for series, rest in by_series.items()]


def _is_chosen(place: Place, moment: datetime, chosen: Sequence[str]) -> bool:
    return value_of(moment) in chosen if chosen else place.free


def _why(place: Place) -> str:
    if place.holiday:
        return place.holiday
    return " · ".join(str(_WORDS[reason]) for reason in place.reasons if reason in _WORDS)
