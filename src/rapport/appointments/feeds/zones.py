"""Time zones in the words of iCalendar (RFC 5545, 3.6.5): when the clock of a place is put on or back. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
# before anything that is told: what was in force when it begins
_BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001 by the clock of the place
_Part = TimezoneStandard | TimezoneDaylight


def zone_of(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """`zone` as it is from `first` to `last`, aware moments; right for every moment between them."""
    told = Timezone()
    told.add("tzid", zone.key)
    begins = first.astimezone(zone)
    told.add_component(_part(begins, _BEGINNING, _offset(begins)))
    for moment in _changes(zone, first.astimezone(UTC), last.astimezone(UTC)):
        before = _offset((moment - _SECOND).astimezone(zone))
        # the hour that the old clock would have shown
        told.add_component(_part(moment.astimezone(zone), (moment + before).replace(tzinfo=None), before))
    return told


def _part(moment: datetime, onset: datetime, before: timedelta) -> _Part:
    """What is in force from `onset` on, as it is at `moment`."""
    part = TimezoneDaylight() if moment.dst() else TimezoneStandard()
    part.add("dtstart", onset)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", _offset(moment))
    part.add("tzname", moment.tzname() or str(_offset(moment)))
    return part


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments, to the second, at which the clock of `zone` jumps."""
    while first < last:
        after = min(first + _DAY, last)
        if _offset(first.astimezone(zone)) != _offset(after.astimezone(zone)):
            yield _jump(zone, first, after)
        first = after


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(before.astimezone(zone))
    while after - before > _SECOND:
        middle = (before + (after - before) // 2).replace(microsecond=0)
        if _offset(middle.astimezone(zone)) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
