"""A reminder is written; before it goes, the appointment is read again (BOO-3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import F

from rapport.appointments.models import Appointment, AppointmentState, Reminder
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.online.links import link_to
from rapport.appointments.reaching import Reach
from rapport.lib.refusal import Refused
from rapport.outreach.models import Message
from rapport.outreach.outbox import Draft, write_messages
from rapport.outreach.wording.letters import for_letters, letter
from rapport.outreach.wording.placeholders import Placeholder
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose

# of what is booked, and of what was confirmed
TO_CONFIRM, PLAIN = "reminder_confirm", "reminder"


def write_reminders(reminders: Sequence[tuple[Reminder, Reach]]) -> None:
    """Write those for which there are words; each reminder, which is saved, then has its message."""
    ids = {reminder.appointment.patient_id for reminder, _how in reminders}
    people = for_letters(Patient.objects.filter(pk__in=ids)).in_bulk()
    for reminder, how in reminders:
        draft = _draft(reminder, people[reminder.appointment.patient_id], how)
        if draft is not None:
            [reminder.message] = write_messages(
                [draft], purpose=Purpose.CARE, by=None, expires_at=reminder.starts_at, on_request=True
            )
            reminder.save(update_fields=["message"])


def _draft(reminder: Reminder, patient: Patient, how: Reach) -> Draft | None:
    appointment = reminder.appointment
    assert how.words is not None
    try:
        told = letter(
            patient,
            how.words,
            how.channel,
            writer=None,
            link=link_to(appointment),
            moments={Placeholder.WHEN: reminder.starts_at.astimezone(appointment.branch.zone)},
            place=appointment.branch,
        )
    except Refused:
        return None
    return told.draft(patient, how.channel, f"reminder:{reminder.pk}")


def reminders_untrue(messages: Collection[Message]) -> set[int]:
    """Of reminders those whose appointment was cancelled or moved since they were written, or, where they ask for
    a word, confirmed. Its new time has a reminder of its own."""
    ids = {message.pk for message in messages}
    true = Reminder.objects.filter(
        message__in=ids, appointment__state__in=EXPECTED, starts_at=F("appointment__starts_at")
    ).exclude(asks_to_confirm=True, appointment__state=AppointmentState.CONFIRMED)
    return ids - set(true.values_list("message_id", flat=True))


def occasion_of(appointment: Appointment) -> str:
    return TO_CONFIRM if appointment.state == AppointmentState.BOOKED else PLAIN
