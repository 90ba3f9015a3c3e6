"""Free times of a day, and whom they would suit (CMP-7). Nothing is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rapport.appointments.booking import idle_times
from rapport.appointments.models import Appointment, WaitingEntry, WorkingHours
from rapport.staff.models import Branch, User

# a shorter one suits nobody
LEAST = timedelta(minutes=30)
# of an appointment that does not say when it ends
USUAL = timedelta(minutes=30)


@dataclass(frozen=True)
class Gap:
    """A free time of one dentist: `at` and `minutes`; `dentist` is an id, None where only the name is known.

    `waiting` wait for one, of `all_waiting` whom it would suit; `suits` are ids and names of others it would do.
    """

    at: datetime
    minutes: int
    who: str
    dentist: int | None = None
    waiting: Sequence[WaitingEntry] = ()
    all_waiting: int = 0
    suits: Sequence[tuple[int, str]] = ()


def free_gaps(branch: Branch, day: date, appointments: Iterable[Appointment], after: datetime) -> list[Gap]:
    """The free times of every dentist on `day`, by the hours of the branch.

    A branch that has told no hours has only what its `appointments` leave between them.
    """
    if not WorkingHours.objects.filter(branch=branch).exists():
        return [replace(gap, at=branch.local(gap.at)) for gap in gaps_between(appointments, after)]
    idle = idle_times(branch, day, least=LEAST // timedelta(minutes=1), at=after)
    names = User.objects.in_bulk({one.dentist for one in idle})
    return [Gap(one.starts_at, one.minutes, str(names[one.dentist]), one.dentist) for one in idle]


def gaps_between(appointments: Iterable[Appointment], after: datetime) -> list[Gap]:
    """The free times of each dentist between their first appointment and their last, from `after` on."""
    by_dentist: dict[str, list[Appointment]] = defaultdict(list)
    for one in appointments:
        by_dentist[str(one.dentist or one.dentist_words)].append(one)
    found = [gap for who, of in by_dentist.items() if who for gap in _gaps(who, of, after)]
    return sorted(found, key=lambda gap: gap.at)


def _gaps(who: str, appointments: Sequence[Appointment], after: datetime) -> Iterable[Gap]:
    in_order = sorted(appointments, key=lambda one: one.starts_at)
    free_from = _end(in_order[0])
    for one in in_order[1:]:
        begin = max(free_from, after)
        if one.starts_at - begin >= LEAST:
            yield Gap(begin, int((one.starts_at - begin) / timedelta(minutes=1)), who, one.dentist_id)
        free_from = max(free_from, _end(one))


def _end(one: Appointment) -> datetime:
    return one.ends_at or one.starts_at + USUAL
