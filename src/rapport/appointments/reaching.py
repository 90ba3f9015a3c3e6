"""How people are told about their times now: by which message, by a call, later, or not at all, as the gate says.

They asked for it by booking, or by waiting: it presses nobody, and needs no other consent. But nobody is woken up:
the hours in which the clinic writes are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapport.outreach.gate import Ask, look_many
from rapport.outreach.gate.reasons import HOURS, HOURS_NEVER
from rapport.outreach.wording.letters import Wordings
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose

_HOURS = frozenset({HOURS, HOURS_NEVER})
Way = tuple[str, Wordings]


class How(StrEnum):
    WRITE = "write"
    CALL = "call"
    LATER = "later"
    NOT = "not"


@dataclass(frozen=True)
class Reach:
    """`channel` and `words` only of who is written to."""

    how: How
    channel: str = ""
    words: Wordings | None = None


def reach(patient_ids: Collection[int], ways: Sequence[Way]) -> dict[int, Reach]:
    """How each of these people is reached now. `ways`: the channels out of their branch, the best first; two
    statements a channel, however many people."""
    found: dict[int, Reach] = {}
    later: set[int] = set()
    for channel, words in ways:
        left = [pk for pk in patient_ids if pk not in found]
        closed, resting = _against(left, channel, on_request=True), _against(left, channel, on_request=False)
        for pk in left:
            if not closed.get(pk, {""}):
                if resting[pk] & _HOURS:
                    later.add(pk)
                else:
                    found[pk] = Reach(How.WRITE, channel, words)
    left = [pk for pk in patient_ids if pk not in found]
    by_phone = _against(left, Channel.CALL, on_request=True)
    return found | {pk: Reach(_by_call(by_phone.get(pk, {""}), later=pk in later)) for pk in left}


def _by_call(against: set[str], *, later: bool) -> How:
    if later or against == {HOURS}:
        return How.LATER
    return How.NOT if against else How.CALL


def _against(patient_ids: Collection[int], channel: str, *, on_request: bool) -> dict[int, set[str]]:
    """Codes of what speaks against turning to each of them; nothing of those who are no more."""
    if not patient_ids:
        return {}
    people = Patient.objects.filter(pk__in=patient_ids)
    said = look_many(people, Ask(Purpose.CARE, str(channel), on_request))
    return {pk: set(glance.codes) for pk, glance in said.items()}
