"""Appointments as an iCalendar file (RFC 5545). Pure: entries come in, bytes go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from rapport.appointments.feeds.zones import zone_of

_MADE_BY = "-//Rapport//Schedule//EN"
# how often a calendar is asked to look again
_EVERY = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """One appointment. Moments are by the clock of its branch, which calendars keep (a ZoneInfo).

    `revision` grows with every change, `changed_at` is the last; a cancelled one says so for a while.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    revision: int
    changed_at: datetime
    cancelled: bool = False
    description: str = ""


def calendar_file(entries: Sequence[Entry], *, name: str = "") -> bytes:
    """The file with these entries; `name` is that of a calendar that is read again and again."""
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    if name:
        calendar.add("name", _line(name))
        calendar.add("x-wr-calname", _line(name))
        calendar.add("refresh-interval", _EVERY, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
    for zone in _zones(entries):
        there = [one for one in entries if one.starts_at.tzinfo == zone]
        first, last = min(one.starts_at for one in there), max(one.ends_at for one in there)
        calendar.add_component(zone_of(zone, first, last))
    for one in entries:
        calendar.add_component(_event(one))
    content: bytes = calendar.to_ical()
    return content


def _zones(entries: Iterable[Entry]) -> list[ZoneInfo]:
    """The clocks that need telling; UTC needs none."""
    zones = {one.starts_at.tzinfo for one in entries}
    return sorted(
        (zone for zone in zones if isinstance(zone, ZoneInfo) and zone.key != "UTC"), key=lambda zone: zone.key
    )


def _event(one: Entry) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", _line(one.summary))
    if one.location:
        event.add("location", _line(one.location))
    if one.description:
        event.add("description", _line(one.description))
    event.add("sequence", one.revision)
    # of a file without a METHOD both are the last change (3.8.7.2): what has not changed is the same file
    event.add("dtstamp", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _line(text: str) -> str:
    """One line of what can be read: some calendars stop at a control character, escaped or not."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
