"""The timeline of one person (REC-7): the events of every app in order, filtered, by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.appointments import timeline as appointment_timeline
from rapport.care import timeline as care_timeline
from rapport.feedback import timeline as feedback_timeline
from rapport.lib import clock
from rapport.lib.timeline import Event, Kind
from rapport.loyalty import timeline as loyalty_timeline
from rapport.outreach import timeline as outreach_timeline
from rapport.people import timeline as people_timeline
from rapport.people.models import Patient
from rapport.people.reading import Part
from rapport.web.addresses import query_of
from rapport.web.sight import Sight
from rapport.web.tabs import Tab

# past events shown at once; earlier years are a click away
RECENT = 40


def reads(sight: Sight) -> list[Part]:
    """What the timeline looks into, for `read_file`: with it, every app tells its events without another query."""
    record = people_timeline.reads(with_value=sight.value)
    care = care_timeline.reads(with_money=sight.money, with_care=sight.care, with_value=sight.value)
    loyalty = loyalty_timeline.READS if sight.money else ()
    others = (*appointment_timeline.READS, *outreach_timeline.READS, *feedback_timeline.READS)
    return [*record, *care, *loyalty, *others]


# every app that has something to tell; each gives all its events of one person
SOURCES: tuple[Callable[[Patient, Sight], Iterable[Event]], ...] = (
    lambda patient, sight: people_timeline.events(patient, with_value=sight.value, with_money=sight.money),
    lambda patient, sight: care_timeline.events(
        patient, with_money=sight.money, with_care=sight.care, with_value=sight.value
    ),
    lambda patient, sight: appointment_timeline.events(patient, with_care=sight.care, with_missed=sight.words),
    lambda patient, sight: outreach_timeline.events(patient, with_care=sight.care),
    lambda patient, sight: feedback_timeline.events(patient, with_care=sight.care, told=sight.feedback),
    lambda patient, sight: loyalty_timeline.events(patient, with_money=sight.money),
)

# notes, and what was said to whom
_IN_WORDS = frozenset({Kind.NOTE, Kind.CONTACT})

FILTERS: tuple[tuple[str, Any], ...] = (
    ("", _("All")),
    (Kind.VISIT, _("Visits")),
    (Kind.CONTACT, _("Contacts")),
    (Kind.CARE, _("Care")),
    (Kind.STANDING, _("Class")),
    (Kind.NOTE, _("Notes")),
    (Kind.MONEY, _("Money")),
    (Kind.CONSENT, _("Consents")),
    (Kind.RECORD, _("Record")),
)


@dataclass(frozen=True)
class Year:
    """A part of the timeline under one heading."""

    heading: str
    events: list[Event]


@dataclass(frozen=True)
class Timeline:
    """What is to come, soonest first; what was, latest first, by year.

    `earlier` events are not shown; `more` leads to those of `next_year`. `filters` are for the kinds there are.
    """

    coming: list[Event]
    years: list[Year]
    earlier: int
    next_year: int | None
    more: str
    filters: list[Tab]


def timeline(patient: Patient, sight: Sight, *, kind: str = "", since: int | None = None) -> Timeline:
    """The events of every app, in order; `kind` keeps one sort of them, `since` shows back to that year.

    The file has been read by `reads`, or else every row costs. Without `since` the latest are shown, without the
    rest of a long history.
    """
    events = told(patient, sight)
    kinds = {str(event.kind) for event in events}
    ahead, past = _split((event for event in events if kind in ("", event.kind)), patient.branch.today())
    shown = past[:RECENT] if since is None else _back_to(since, past)
    next_year = past[len(shown)].day.year if len(past) > len(shown) else None
    by_year = groupby(shown, key=lambda event: event.day.year)
    return Timeline(
        coming=ahead,
        years=[Year(str(year), list(group)) for year, group in by_year],
        earlier=len(past) - len(shown),
        next_year=next_year,
        more=_address(patient, kind=kind, since=next_year),
        filters=_filters(patient, kind, kinds),
    )


def told(patient: Patient, sight: Sight) -> list[Event]:
    """Every event that the reader may see, as they may read it, in no order."""
    events = [event for source in SOURCES for event in source(patient, sight)]
    # whatever an app gives: the mouth is shown to those alone who may see it
    events = [event for event in events if sight.care or event.kind != Kind.CARE]
    events = [event for event in events if sight.value or event.kind != Kind.STANDING]
    events = [event for event in events if sight.words or event.kind not in _IN_WORDS]
    return [_as_read(event, sight) for event in events]


def _split(events: Iterable[Event], today: date) -> tuple[list[Event], list[Event]]:
    """What is to come, soonest first, and what was, latest first."""
    now = clock.now()
    ahead: list[Event] = []
    past: list[Event] = []
    for event in events:
        coming = event.day > today or (event.at is not None and event.at > now)
        (ahead if coming else past).append(event)
    return sorted(ahead, key=_moment), sorted(past, key=_moment, reverse=True)


def _as_read(event: Event, sight: Sight) -> Event:
    """Without the contacts and amounts that people wrote into texts and the reader may not see."""
    if sight.contacts and sight.money:
        return event
    title, beside = sight.masked(event.title), sight.masked(event.beside)
    return replace(event, title=title, beside=beside, below=sight.text(event.below))


def _moment(event: Event) -> tuple[date, time]:
    return event.day, event.at.time() if event.at else time()


def _back_to(year: int, past: Sequence[Event]) -> list[Event]:
    """At least what is shown anyway, and everything of the years down to `year`."""
    wanted = sum(event.day.year >= year for event in past)
    return list(past[: max(wanted, RECENT)])


def _address(patient: Patient, *, kind: str = "", since: int | None = None) -> str:
    asked = query_of({"kind": kind, "since": since})
    here = reverse("web:card_timeline", args=[patient.pk])
    return f"{here}?{asked}" if asked else here


def _filters(patient: Patient, current: str, kinds: set[str]) -> list[Tab]:
    """The filters above the timeline, of the kinds that there are."""
    return [
        Tab(_address(patient, kind=value), label, value == current)
        for value, label in FILTERS
        if value in ("", current) or value in kinds
    ]
