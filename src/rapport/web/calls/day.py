"""The day of a person by their own clock: when they may be called, when they like to answer (CAM-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.outreach.calls.hours import when_answered, zone_of
from rapport.outreach.gate import Ask
from rapport.outreach.gate.hours import Hours as Kept
from rapport.outreach.gate.rules import hours_kept
from rapport.outreach.models import Call, HoursWish, Manners, Way
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.web.calls.lines import place_of
from rapport.web.sight import Sight


@dataclass(frozen=True)
class Stretch:
    """A stretch of the day on the bar, in per cent of 24 hours."""

    start: float
    length: float


@dataclass(frozen=True)
class Hours:
    """The day of a person: their time and place now, the bar of hours, and what is known of when they answer."""

    now: str
    weekday: str
    # the time at the clinic, "" where it is the same
    here: str
    place: str
    offset: str
    good: bool
    allowed: Stretch
    best: Stretch
    at: float
    ticks: Sequence[tuple[int, float]]
    answered: str
    wish: str


def hours_of(
    person: Patient, ask: Ask, branch: Branch, calls: Sequence[Call], now: datetime, sight: Sight
) -> Hours:
    """The day of `person`, whom `branch` calls for `ask`: the hours are those by which the gate decides."""
    zone, manners = zone_of(person), Manners.of(branch)
    local, here = now.astimezone(zone), branch.local(now)
    wish = HoursWish.objects.filter(patient=person, way=Way.CALLS).first()
    kept = hours_kept(manners, ask, Kept(wish.opens, wish.closes, wish.days) if wish else None)
    opens, closes = (kept.opens, kept.closes) if kept else (manners.calls_open, manners.calls_open)
    best = max(opens, manners.best_open), min(closes, manners.best_close)
    answered = when_answered(((one.begun_at, one.outcome) for one in calls), zone)
    ticks = sorted({0, opens.hour, best[0].hour, best[1].hour, closes.hour})
    return Hours(
        now=f"{local:%H:%M}",
        weekday=date_format(local, "l"),
        here="" if here.utcoffset() == local.utcoffset() else f"{here:%H:%M}",
        place=place_of(zone.key),
        offset=_offset(local),
        good=manners.best_open <= local.time() < manners.best_close and opens <= local.time() < closes,
        allowed=_stretch(opens, closes),
        best=_stretch(best[0], max(best)),
        at=_share(local.time()),
        ticks=[(hour, _share(time(hour)) if hour else 0.0) for hour in ticks],
        answered=_("answered %(times)s of %(tries)s times between %(opens)s and %(closes)s") % vars(answered)
        if answered and sight.words
        else "",
        wish=sight.text(wish.words) if wish else "",
    )


def _share(moment: time) -> float:
    return round((moment.hour * 60 + moment.minute) / 14.4, 2)


def _stretch(opens: time, closes: time) -> Stretch:
    return Stretch(_share(opens), max(0.0, round(_share(closes) - _share(opens), 2)))


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
