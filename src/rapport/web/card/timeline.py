"""The timeline of one person (REC-7): the events of every app in order, filtered, by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.appointments import timeline as appointment_timeline
from rapport.care import timeline as care_timeline
from rapport.lib import clock
from rapport.lib.timeline import Event, Kind
from rapport.people import timeline as people_timeline
from rapport.people.models import Patient

# past events shown at once; the rest is a click away
RECENT = 40

FILTERS: tuple[tuple[str, Any], ...] = (
    ("", _("All")),
    (Kind.VISIT, _("Visits")),
    (Kind.NOTE, _("Notes")),
    (Kind.CARE, _("Findings and plans")),
    (Kind.MONEY, _("Payments")),
    (Kind.RECORD, _("Record")),
)


@dataclass(frozen=True)
class Year:
    """A part of the timeline under one heading."""

    heading: str
    events: list[Event]


@dataclass(frozen=True)
class Timeline:
    """What is to come, soonest first; what was, latest first, by year; and how much of it is not shown."""

    coming: list[Event]
    years: list[Year]
    earlier: int
    kind: str


def timeline(patient: Patient, *, kind: str, everything: bool, with_money: bool, with_care: bool) -> Timeline:
    """The events of every app, put in order; `kind` keeps one sort of them."""
    events = [
        *people_timeline.events(patient),
        *care_timeline.events(patient, with_money=with_money, with_care=with_care),
        *appointment_timeline.events(patient, with_care=with_care),
    ]
    if kind:
        events = [event for event in events if event.kind == kind]
    today, now = patient.branch.today(), clock.now()
    ahead: list[Event] = []
    past: list[Event] = []
    for event in events:
        (ahead if event.day > today or (event.at and event.at > now) else past).append(event)
    past.sort(key=_moment, reverse=True)
    shown = past if everything else past[:RECENT]
    years = [Year(str(year), list(group)) for year, group in groupby(shown, key=lambda event: event.day.year)]
    return Timeline(sorted(ahead, key=_moment), years, len(past) - len(shown), kind)


def _moment(event: Event) -> tuple[date, time]:
    return event.day, event.at.time() if event.at else time()


def filters(patient: Patient, kind: str) -> list[dict[str, object]]:
    """The filters above the timeline."""
    here = reverse("web:card_timeline", args=[patient.pk])
    return [
        {"url": f"{here}?kind={value}" if value else here, "label": label, "current": value == kind, "count": None}
        for value, label in FILTERS
    ]
