"""Who waits for a time at the demo clinic: each wants something else, and has waited for another while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from rapport.appointments.models import BookedThrough, PartOfDay, Service
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.demo.cast import DESK
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

# every so many of those who are still to be treated
_EVERY = 40


@dataclass(frozen=True)
class _Wish:
    """`service` by its place in the list, `days` since when and for how long."""

    service: int
    days: int
    lasts: int
    weekdays: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    online: bool = False


_WISHES = (
    _Wish(0, 9, 30, parts=(PartOfDay.EVENING,)),
    _Wish(1, 6, 21, weekdays=(1, 3, 5)),
    _Wish(0, 4, 30, online=True),
    _Wish(2, 1, 45, weekdays=(6, 7), parts=(PartOfDay.MORNING, PartOfDay.AFTERNOON)),
)


def let_wait(branches: Mapping[str, Branch], staff: Mapping[str, User], today: date) -> None:
    """Put some clients of every branch on its waiting list."""
    services = list(Service.objects.online()[: len(_WISHES)])
    for key, branch in branches.items():
        people = Patient.objects.filter(branch=branch, deceased=False, guardian=None).order_by("pk")
        for patient, wish in zip(people[::_EVERY], _WISHES, strict=False):
            since = branch.moment(today - timedelta(days=wish.days), time(10, 20))
            told = NewWish(
                branch,
                services[wish.service % len(services)],
                weekdays=wish.weekdays,
                parts=wish.parts,
                last_day=today + timedelta(days=wish.lasts),
            )
            through = BookedThrough.ONLINE if wish.online else BookedThrough.PHONE
            put_on_list(patient, told, through=through, by=None if wish.online else staff[DESK[key]], at=since)
