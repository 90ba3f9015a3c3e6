"""What somebody who booked themselves is written: about their appointment, or the code they asked for (BOO-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rapport.appointments.models import Appointment
from rapport.appointments.online.links import link_to
from rapport.lib.refusal import Refused
from rapport.outreach.gate import Ask, look
from rapport.outreach.models import ChannelAccount, Message
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.outbox import write_messages
from rapport.outreach.sending.routes import chosen
from rapport.outreach.wording.letters import for_letters, in_force, letter
from rapport.outreach.wording.placeholders import Placeholder
from rapport.outreach.wording.shipped import template_for
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.consent_text import Purpose

BOOKED, MOVED, CODE = "booked", "moved", "booking_code"


def tell(appointment: Appointment, occasion: str) -> Message | None:
    """Write to whom `appointment` is for that it was booked or moved, with its link; they asked for it. None where
    no message reaches them: then the desk calls. Once for every step of the appointment."""
    link, step = link_to(appointment), appointment.steps.last()
    when = appointment.branch.local(appointment.starts_at)
    return write(
        appointment.patient,
        occasion,
        key=f"{occasion}:{appointment.pk}:{step.pk if step else 0}",
        expires_at=appointment.starts_at,
        told={"link": link, "moments": {Placeholder.WHEN: when}, "place": appointment.branch},
    )


def write(
    patient: Patient, occasion: str, *, key: str, expires_at: datetime, told: dict[str, Any], only_to: str = ""
) -> Message | None:
    """Write what they asked for by a channel that reaches them; `only_to`: an SMS to that number alone."""
    template = template_for(occasion, patient.branch)
    person = for_letters(Patient.objects.filter(pk=patient.pk)).first()
    if template is None or person is None:
        return None
    words = in_force(template)
    for channel in channels_to(patient, only_to):
        try:
            written = letter(person, words, channel, writer=None, **told)
            draft = written.draft(person, channel, key)
            [message] = write_messages(
                [draft], purpose=Purpose.CARE, by=None, expires_at=expires_at, on_request=True
            )
            return message
        except Refused:  # nothing to say in their language, or it begins before it could be read
            continue
    return None


def channels_to(patient: Patient, only_to: str = "") -> Iterator[str]:
    """By which channels what `patient` asked for reaches them now, as the gate sees it."""
    accounts = list(ChannelAccount.objects.filter(on=True, channel__in=BY_MESSAGE))
    for channel in BY_MESSAGE:
        if not chosen((one for one in accounts if one.channel == channel), patient.branch_id):
            continue
        verdict = look(patient, Ask(Purpose.CARE, channel, on_request=True))
        point: ContactPoint | None = verdict.contact_point
        # an SMS proves something of the number it goes to alone
        if verdict.allowed and not (only_to and point and point.kind == "phone" and point.value != only_to):
            yield channel
