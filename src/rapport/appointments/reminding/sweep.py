"""The sweep: everyone who is expected soon is reminded, once for every time (BOO-3).

It may stop anywhere and begin again, at any clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from rapport.appointments.booking.giving import in_turn, lock
from rapport.appointments.models import Appointment, AppointmentState, BookingTerms, Reminder
from rapport.appointments.models.appointment import EXPECTED, STANDING
from rapport.appointments.reaching import How, Reach, reach
from rapport.appointments.reminding.calling import call_to_remind, end_calls
from rapport.appointments.reminding.families import in_families
from rapport.appointments.reminding.missed import ask_who_missed, end_questions
from rapport.appointments.reminding.rules import reminder_due
from rapport.appointments.reminding.writing import PLAIN, TO_CONFIRM, occasion_of, write_reminders
from rapport.lib import clock
from rapport.lib.each_alone import each_alone
from rapport.outreach.gate.reasons import OUTDATED
from rapport.outreach.models import Closing
from rapport.outreach.models.message import MessageState
from rapport.outreach.ways import ways_out
from rapport.staff.models import Branch

# the rest is written by the next sweep, some minutes later: bookings wait meanwhile
_AT_ONCE = 100


def remind_everyone() -> None:
    """Go through all branches; what fails at one keeps no other waiting."""
    branches = Branch.objects.select_related("booking_terms").order_by("pk")
    each_alone(branches, remind_at, "Nobody could be reminded at branch %s; trying again.")


def remind_at(branch: Branch) -> None:
    """One branch. Of two at once the second finds it done: it waits for the first."""
    in_turn(lambda: _remind_at(branch))


def _remind_at(branch: Branch) -> None:
    lock(Branch, [branch.pk])
    end_calls(branch)
    end_questions(branch)
    ask_who_missed(branch)
    _forget_untold(branch)
    due = list(_due(branch, clock.now()))[:_AT_ONCE]
    told: set[int] = set()
    # who is asked to confirm first: whoever comes with them has confirmed, and is named beside them
    for occasion in (TO_CONFIRM, PLAIN):
        alike = [one for one in due if occasion_of(one.appointment) == occasion]
        told |= _remind(branch, occasion, [one for one in alike if one.appointment_id not in told])


def _forget_untold(branch: Branch) -> None:
    """What was held back because it was not true just then, and is so again, is to be said after all: somebody
    cancelled, or moved, and took that back."""
    unsaid = Q(message__state=MessageState.REFUSED, message__reasons=[OUTDATED])
    uncalled = Q(task__closed_how=Closing.REASON_GONE)
    standing = Q(appointment__state__in=EXPECTED, starts_at=F("appointment__starts_at"), starts_at__gt=clock.now())
    answered = Q(asks_to_confirm=True, appointment__state=AppointmentState.CONFIRMED)
    Reminder.objects.filter(unsaid | uncalled, standing, ~answered, appointment__branch=branch).delete()


def _due(branch: Branch, now: datetime) -> Iterator[Reminder]:
    """Reminders that are to be made; of several appointments of one day the first is spoken of. Who has come for
    that one needs to be told of the others only what falls after it has begun."""
    terms = BookingTerms.of(branch)
    hours = terms.first_reminder_hours, terms.second_reminder_hours
    before: dict[tuple[int, date], datetime] = {}
    appointments = list(_expected(branch, now, max((one for one in hours if one), default=0)))
    made = set(
        Reminder.objects.filter(appointment__in=appointments).values_list("appointment", "number", "starts_at")
    )
    for appointment in appointments:
        day = appointment.patient_id, branch.day_of(appointment.starts_at)
        heard = before.get(day, appointment.since)
        number = reminder_due(now, appointment.starts_at, max(heard, appointment.since), hours)
        to_come = appointment.state in EXPECTED and heard <= now
        if to_come and number and (appointment.pk, number, appointment.starts_at) not in made:
            asks = occasion_of(appointment) == TO_CONFIRM
            yield Reminder(
                appointment=appointment,
                number=number,
                starts_at=appointment.starts_at,
                made_at=now,
                asks_to_confirm=asks,
            )
        before[day] = appointment.starts_at


def _expected(branch: Branch, now: datetime, hours: int) -> QuerySet[Any]:
    """From this morning on, also those who are here or were. `since`: when it was booked, or moved, as it stands:
    a step that was taken back, and the taking back, nobody has heard of."""
    morning = branch.moment(branch.day_of(now))
    coming = Appointment.objects.filter(state__in=(*STANDING, AppointmentState.DONE))
    soon = coming.filter(branch=branch, patient__deceased=False)
    soon = soon.between(morning, now + timedelta(hours=hours, minutes=1))
    told = Q(steps__state=AppointmentState.BOOKED, steps__undoes=None, steps__undone_by=None)
    booked = Max("steps__at", filter=told)
    return soon.annotate(since=Coalesce(booked, "created_at")).select_related("branch").order_by("starts_at", "pk")


def _remind(branch: Branch, occasion: str, reminders: Sequence[Reminder]) -> set[int]:
    """As far as it may be done now; who may be written to later, is. Ids of the appointments spoken of."""
    ways = list(ways_out(branch, occasion))
    how = reach({one.appointment.patient_id for one in reminders}, ways)
    now = [(one, how[one.appointment.patient_id]) for one in reminders]
    now = [(one, found) for one, found in now if found.how != How.LATER]
    families = in_families([(one, found) for one, found in now if found.how == How.WRITE], branch, ways)
    unwritten = [(one, found) for one, found in now if found.how != How.WRITE]
    told = [*unwritten, *((one, found) for whole, found in families for one in whole)]
    Reminder.objects.bulk_create([one for one, _how in told])
    write_reminders(families)
    call_to_remind([one for one, found in told if _is_called(one, found)], branch)
    return {one.appointment_id for one, _how in told}


def _is_called(reminder: Reminder, how: Reach) -> bool:
    """Once is enough, and who has confirmed is not called."""
    unwritten = how.how == How.CALL or (how.how == How.WRITE and reminder.message is None)
    if not unwritten or not reminder.asks_to_confirm:
        return False
    of_this_time = Reminder.objects.filter(appointment=reminder.appointment, starts_at=reminder.starts_at)
    return not of_this_time.filter(task__isnull=False).exists()
