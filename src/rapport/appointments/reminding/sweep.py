"""The sweep: everyone who is expected soon is reminded, once for every time (BOO-3).

It may stop anywhere and begin again, at any clock.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from rapport.appointments.booking.giving import lock
from rapport.appointments.models import Appointment, AppointmentState, BookingTerms, Reminder
from rapport.appointments.reaching import How, Reach, reach
from rapport.appointments.reminding.calling import call_to_remind, end_calls
from rapport.appointments.reminding.missed import ask_who_missed
from rapport.appointments.reminding.rules import reminder_due
from rapport.appointments.reminding.writing import TO_CONFIRM, occasion_of, write_reminders
from rapport.lib import clock
from rapport.outreach.ways import ways_out
from rapport.staff.models import Branch

log = logging.getLogger(__name__)

# the rest is written by the next sweep, some minutes later: bookings wait meanwhile
_AT_ONCE = 100


def remind_everyone() -> None:
    """Go through all branches; what fails at one keeps no other waiting."""
    for branch in Branch.objects.select_related("booking_terms").order_by("pk"):
        try:
            remind_at(branch)
        except Exception:
            log.exception("Nobody could be reminded at branch %s; trying again.", branch.pk)


@transaction.atomic
def remind_at(branch: Branch) -> None:
    """One branch. Of two at once the second finds it done: it waits here for the first."""
    lock(Branch, [branch.pk])
    end_calls(branch)
    ask_who_missed(branch)
    due = list(_due(branch, clock.now()))[:_AT_ONCE]
    alike: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in due:
        alike[occasion_of(reminder.appointment)].append(reminder)
    for occasion, reminders in alike.items():
        _remind(branch, occasion, reminders)


def _due(branch: Branch, now: datetime) -> Iterator[Reminder]:
    """Reminders that are to be made; of several appointments of one day the first is spoken of."""
    terms = BookingTerms.of(branch)
    hours = terms.first_reminder_hours, terms.second_reminder_hours
    seen: set[tuple[int, date]] = set()
    appointments = list(_expected(branch, now, max((one for one in hours if one), default=0)))
    made = set(
        Reminder.objects.filter(appointment__in=appointments).values_list("appointment", "number", "starts_at")
    )
    for appointment in appointments:
        day = appointment.patient_id, appointment.starts_at.astimezone(branch.zone).date()
        number = reminder_due(now, appointment.starts_at, appointment.since, hours)
        if day not in seen and number and (appointment.pk, number, appointment.starts_at) not in made:
            asks = occasion_of(appointment) == TO_CONFIRM
            yield Reminder(
                appointment=appointment,
                number=number,
                starts_at=appointment.starts_at,
                made_at=now,
                asks_to_confirm=asks,
            )
        seen.add(day)


def _expected(branch: Branch, now: datetime, hours: int) -> QuerySet[Any]:
    """`since`: when it was booked, or moved, as it stands."""
    soon = Appointment.objects.expected().filter(branch=branch, patient__deceased=False)
    soon = soon.between(now, now + timedelta(hours=hours, minutes=1))
    booked = Max("steps__at", filter=Q(steps__state=AppointmentState.BOOKED))
    return soon.annotate(since=Coalesce(booked, "created_at")).select_related("branch").order_by("starts_at", "pk")


def _remind(branch: Branch, occasion: str, reminders: Sequence[Reminder]) -> None:
    """As far as it may be done now; who may be written to later, is."""
    how = reach({one.appointment.patient_id for one in reminders}, list(ways_out(branch, occasion)))
    now = [(one, how[one.appointment.patient_id]) for one in reminders]
    now = [(one, found) for one, found in now if found.how != How.LATER]
    Reminder.objects.bulk_create([one for one, _how in now])
    write_reminders([(one, found) for one, found in now if found.how == How.WRITE])
    call_to_remind([one for one, found in now if _is_called(one, found)], branch)


def _is_called(reminder: Reminder, how: Reach) -> bool:
    """Once is enough, and who has confirmed is not called."""
    unwritten = how.how == How.CALL or (how.how == How.WRITE and reminder.message is None)
    first = not Reminder.objects.filter(
        appointment=reminder.appointment, starts_at=reminder.starts_at, task__isnull=False
    ).exists()
    return unwritten and reminder.asks_to_confirm and first
