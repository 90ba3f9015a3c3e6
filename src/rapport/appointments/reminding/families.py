"""Who has one number between them is reminded by one message, which names everybody (BOO-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from rapport.appointments.models import Appointment, Reminder
from rapport.appointments.reaching import How, Reach, Way, reach
from rapport.appointments.reminding.writing import TO_CONFIRM, occasion_of
from rapport.lib import clock
from rapport.people.models import ContactPoint
from rapport.staff.models import Branch

Told = tuple[Reminder, Reach]
# more on one number are no family but a company: each is written to apart
_MOST = 6
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Place:
    """Where a reminder goes, and of which day it speaks."""

    channel: str
    address: str
    day: date


def in_families(told: Sequence[Told], branch: Branch, ways: Sequence[Way]) -> list[tuple[list[Reminder], Reach]]:
    """Those who are written to now, by message: with whoever else comes on that day and has the same address. Who
    comes first stands first; of one person the first time. A handful of queries."""
    addresses = _addresses(told)
    families: dict[_Place, list[Told]] = defaultdict(list)
    for one in told:
        families[_place(one, addresses, branch)].append(one)
    beside = _beside(told, addresses.values(), branch, ways)
    addresses |= _addresses(beside)
    for one in beside:
        place = _place(one, addresses, branch)
        if place in families and _once_more(one, families[place]):
            families[place].append(one)
    return [(sorted((one for one, _how in found), key=_first), found[0][1]) for found in families.values()]


def told_together(appointment: Appointment) -> QuerySet[Appointment]:
    """The others to come of whom the last reminders of `appointment` spoke, too; the next first."""
    mine = Reminder.objects.filter(appointment=appointment, starts_at=appointment.starts_at, message__isnull=False)
    others = Appointment.objects.expected().exclude(pk=appointment.pk)
    told = others.filter(
        reminders__message__in=mine.values("message"),
        reminders__starts_at=F("starts_at"),
        starts_at__gt=clock.now(),
    )
    return told.select_related("patient", "branch").distinct().order_by("starts_at", "pk")


def _beside(told: Sequence[Told], addresses: Iterable[str], branch: Branch, ways: Sequence[Way]) -> list[Told]:
    """Who has one of the addresses, comes on one of the days, and would be reminded later. Who has confirmed is
    named beside who has not, but asks nobody to confirm again."""
    days = [_day(one, branch) for one, _how in told]
    if not days:
        return []
    begin, end = (branch.moment(day) for day in (min(days), max(days) + _A_DAY))
    shared = ContactPoint.objects.filter(value__in=set(addresses)).values("patient")
    coming = Appointment.objects.expected().filter(branch=branch, patient__deceased=False).between(begin, end)
    theirs = coming.filter(Q(patient__in=shared) | Q(patient__guardian__in=shared), starts_at__gt=clock.now())
    theirs = theirs.exclude(pk__in=[one.appointment_id for one, _how in told])
    asks = any(one.asks_to_confirm for one, _how in told)
    found = [one for one in theirs.select_related("branch").order_by("starts_at", "pk") if asks or not _asks(one)]
    how = reach({one.patient_id for one in found}, ways)
    number = max(one.number for one, _how in told)
    made = set(_made(found, number))
    return [
        (Reminder(appointment=one, number=number, starts_at=one.starts_at, asks_to_confirm=_asks(one)), at)
        for one in found
        if (at := how[one.patient_id]).how == How.WRITE and one.pk not in made
    ]


def _made(appointments: Collection[Appointment], number: int) -> Iterable[int]:
    made = Reminder.objects.filter(appointment__in=appointments, number=number)
    return made.filter(starts_at=F("appointment__starts_at")).values_list("appointment_id", flat=True)


def _asks(appointment: Appointment) -> bool:
    return occasion_of(appointment) == TO_CONFIRM


def _addresses(told: Iterable[Told]) -> dict[int, str]:
    """By their ids, those that no more people have than one family."""
    ids = {how.address for _one, how in told if how.address is not None}
    same = ContactPoint.objects.filter(kind=OuterRef("kind"), value=OuterRef("value")).order_by()
    people = same.values("value").annotate(people=Count("patient", distinct=True)).values("people")
    found = ContactPoint.objects.filter(pk__in=ids).annotate(people=Subquery(people))
    return dict(found.filter(people__lte=_MOST).values_list("pk", "value"))


def _place(told: Told, addresses: dict[int, str], branch: Branch) -> _Place:
    reminder, how = told
    alone = f"#{reminder.appointment_id}"
    return _Place(how.channel, addresses.get(how.address or 0, alone), _day(reminder, branch))


def _first(reminder: Reminder) -> tuple[datetime, int]:
    return reminder.starts_at, reminder.appointment_id


def _day(reminder: Reminder, branch: Branch) -> date:
    return branch.day_of(reminder.starts_at)


def _once_more(told: Told, family: Sequence[Told]) -> bool:
    """Whether nobody has spoken of them yet."""
    return all(one.appointment.patient_id != told[0].appointment.patient_id for one, _how in family)
