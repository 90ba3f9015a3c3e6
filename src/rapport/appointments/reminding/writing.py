"""A reminder is written; before it goes, the appointment is read again (BOO-3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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


def write_reminders(told: Sequence[tuple[Sequence[Reminder], Reach]]) -> None:
    """Write one message for the reminders of a family, which are saved, the first to come first; where there are
    words for them, they have it then."""
    ids = {one.appointment.patient_id for reminders, _how in told for one in reminders}
    people = for_letters(Patient.objects.filter(pk__in=ids)).in_bulk()
    for reminders, how in told:
        draft = _draft(reminders, people, how)
        if draft is not None:
            [message] = write_messages(
                [draft], purpose=Purpose.CARE, by=None, expires_at=reminders[0].starts_at, on_request=True
            )
            for reminder in reminders:
                reminder.message = message
            Reminder.objects.bulk_update(reminders, ["message"])


def _draft(reminders: Sequence[Reminder], people: Mapping[int, Patient], how: Reach) -> Draft | None:
    first = reminders[0].appointment
    branch, patient = first.branch, people[first.patient_id]
    each = [(people[one.appointment.patient_id], branch.local(one.starts_at)) for one in reminders]
    assert how.words is not None
    try:
        told = letter(
            patient,
            how.words,
            how.channel,
            writer=None,
            link=link_to(first),
            moments={Placeholder.WHEN: each if len(each) > 1 else each[0][1]},
            place=branch,
        )
    except Refused:
        return None
    return told.draft(patient, how.channel, f"reminder:{reminders[0].pk}")


def reminders_untrue(messages: Collection[Message]) -> set[int]:
    """Of reminders those of which anything was cancelled or moved since they were written, or, where they ask for
    a word, confirmed. Its new time has a reminder of its own; who else was named in it is reminded anew."""
    ids = {message.pk for message in messages}
    told = Reminder.objects.filter(message__in=ids)
    true = told.filter(appointment__state__in=EXPECTED, starts_at=F("appointment__starts_at")).exclude(
        asks_to_confirm=True, appointment__state=AppointmentState.CONFIRMED
    )
    untrue = set(told.exclude(pk__in=true.values("pk")).values_list("message_id", flat=True))
    return untrue | (ids - set(told.values_list("message_id", flat=True)))


def occasion_of(appointment: Appointment) -> str:
    return TO_CONFIRM if appointment.state == AppointmentState.BOOKED else PLAIN
