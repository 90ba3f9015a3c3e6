"""What the page of one letter shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from rapport.lib.refusal import Refused
from rapport.outreach.gate import Ask, Verdict, look_each
from rapport.outreach.models import Template
from rapport.outreach.models.purposes import BY_MESSAGE, TO_WRITE_FOR
from rapport.outreach.wording.letters import for_letters, in_force, letter
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User


@dataclass(frozen=True)
class Door:
    """One channel and what the gate says of it."""

    channel: Channel
    verdict: Verdict


def doors(patient: Patient, purpose: str) -> list[Door]:
    """Every channel for messages, with what the gate says of it for `purpose`."""
    asked = {Ask(purpose, channel): channel for channel in BY_MESSAGE}
    return [Door(asked[ask], said) for ask, said in look_each(patient, asked).items()]


def purpose_of(posted: Mapping[str, Any], template: Template | None) -> str:
    """A template's letter is for what the template is for."""
    asked = str(posted.get("purpose", ""))
    return template.purpose if template else asked if asked in TO_WRITE_FOR else Purpose.CARE


def best_channel(found: list[Door]) -> str:
    """The first by which it may go now, else at all, else the first there is."""
    ways = (
        lambda door: door.verdict.allowed,
        lambda door: door.verdict.next_moment is not None,
        lambda door: True,
    )
    return next(str(door.channel) for fits in ways for door in found if fits(door))


def drafted(patient: Patient, template: Template, channel: str, *, writer: User) -> dict[str, str]:
    """Subject and text of `template` as this person would read them; `problem` where that cannot be."""
    read = for_letters(Patient.objects.filter(pk=patient.pk)).get()
    try:
        written = letter(read, in_force(template), channel, writer=writer)
    except Refused as refused:
        return {"subject": "", "body": "", "problem": refused.message}
    return {"subject": written.subject, "body": written.body, "problem": ""}


def new_key() -> str:
    return str(uuid4())
