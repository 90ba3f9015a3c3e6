"""How people can be asked: by which message, by a call, or not at all, as the gate sees it now."""

from __future__ import annotations

from collections.abc import Collection

from rapport.feedback.asking.rules import why_not
from rapport.feedback.models import NotAsked
from rapport.outreach.gate import Ask, Glance, look_many
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose


def who_is_not_asked(patient_ids: Collection[int]) -> dict[int, NotAsked]:
    """Of these people those who are not asked at all, and why. One statement a channel."""
    if not patient_ids:
        return {}
    seen = {channel: glances(patient_ids, channel) for channel in (Channel.CALL, *BY_MESSAGE)}
    found: dict[int, NotAsked] = {}
    for patient in seen[Channel.CALL]:
        if why := why_not({channel: said[patient].codes for channel, said in seen.items()}):
            found[patient] = why
    return found


def glances(patient_ids: Collection[int], channel: str) -> dict[int, Glance]:
    """What the gate says of asking each of them by `channel`: it is about their care."""
    if not patient_ids:
        return {}
    return look_many(Patient.objects.filter(pk__in=patient_ids), Ask(Purpose.CARE, str(channel)))
