"""The hours of a person: their time zone, when they answer gladly, when they have answered before (CAM-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rapport.outreach.gate.hours import zone_of as zone_called
from rapport.outreach.models import REACHED
from rapport.people.models import Patient


def zone_of(patient: Patient) -> ZoneInfo:
    """The time zone of a person: their own, else that of the branch."""
    return zone_called(patient.time_zone) or patient.branch.zone


@dataclass(frozen=True)
class Answered:
    """Between which hours of theirs somebody answered, and how often of all tries in them."""

    opens: int
    closes: int
    times: int
    tries: int


def when_answered(calls: Iterable[tuple[datetime, str]], zone: ZoneInfo) -> Answered | None:
    """Of calls (moment, outcome) the three hours in which somebody answered most often; None for too few."""
    told = [(moment.astimezone(zone).hour, outcome in REACHED) for moment, outcome in calls if outcome]
    if sum(reached for _hour, reached in told) < 2:
        return None
    windows = [_in_window(told, opens) for opens in range(22)]
    return max(windows, key=lambda one: (one.times / one.tries if one.tries else 0, one.times))


def _in_window(told: Iterable[tuple[int, bool]], opens: int) -> Answered:
    inside = [reached for hour, reached in told if opens <= hour < opens + 3]
    return Answered(opens, opens + 3, sum(inside), len(inside))
