"""Stretches of time as pairs of whole minutes since 1970 (UTC), the end not in it. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]
A_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minute_of(moment: datetime) -> int:
    """The minute in which an aware moment lies."""
    return (moment - _EPOCH) // A_MINUTE


def moment_of(minute: int) -> datetime:
    """In UTC."""
    return _EPOCH + minute * A_MINUTE


def on_day(day: date, opens: time, closes: time, zone: ZoneInfo) -> Span:
    """From `opens` until `closes` by the clock of that day in `zone`: right where the clock is put on or back."""
    return minute_of(datetime.combine(day, opens, zone)), minute_of(datetime.combine(day, closes, zone))


def whole_day(day: date, zone: ZoneInfo) -> Span:
    return on_day(day, time(), time(), zone)[0], on_day(day + timedelta(days=1), time(), time(), zone)[0]


def without(spans: Iterable[Span], away: Iterable[Span]) -> list[Span]:
    """What is left of `spans` outside of `away`."""
    left = list(spans)
    for start, end in (span for span in away if span[0] < span[1]):
        parts = (part for a, b in left for part in ((a, min(b, start)), (max(a, end), b)))
        left = [(a, b) for a, b in parts if a < b]
    return left


class Taken:
    """Time that is taken: asked whether a stretch is free of it in a few steps, however much there is."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.spans = _joined(spans)
        self._ends = [end for _start, end in self.spans]

    def until(self, start: int, end: int) -> int | None:
        """The end of the first taken stretch that shares time with `start`–`end`; None where none does."""
        place = bisect_right(self._ends, start)
        if place < len(self.spans) and self.spans[place][0] < end:
            return self._ends[place]
        return None

    def within(self, start: int, end: int) -> int:
        """How many minutes of `start`–`end` are taken."""
        return sum(max(0, min(b, end) - max(a, start)) for a, b in self.spans)


def _joined(spans: Iterable[Span]) -> Sequence[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
