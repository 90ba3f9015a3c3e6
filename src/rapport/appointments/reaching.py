"""How people are told about their times now: by which message, by a call, later, or not at all, as the gate says.

They asked for it by booking, or by waiting: it presses nobody, and needs no other consent. But nobody is woken up:
the hours in which the clinic writes are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapport.outreach.gate import Ask, Glance, look_many
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
    """`channel`, `words` and the id of the address (a `ContactPoint`) only of who is written to."""

    how: How
    channel: str = ""
    words: Wordings | None = None
    address: int | None = None


def reach(patient_ids: Collection[int], ways: Sequence[Way]) -> dict[int, Reach]:
    """How each of these people is reached now. `ways`: the channels out of their branch, the best first; two
    statements a channel, however many people."""
    found: dict[int, Reach] = {}
    later: set[int] = set()
    for channel, words in ways:
        left = [pk for pk in patient_ids if pk not in found]
        asked, unasked = _looks(left, channel, on_request=True), _looks(left, channel, on_request=False)
        for pk in left:
            if pk in asked and not asked[pk].codes:
                if _HOURS.intersection(unasked[pk].codes):
                    later.add(pk)
                else:
                    found[pk] = Reach(How.WRITE, channel, words, asked[pk].contact_point_id)
    left = [pk for pk in patient_ids if pk not in found]
    by_phone = {pk: set(one.codes) for pk, one in _looks(left, Channel.CALL, on_request=True).items()}
    return found | {pk: Reach(_by_call(by_phone.get(pk, {""}), later=pk in later)) for pk in left}


def _by_call(against: set[str], *, later: bool) -> How:
    if later or against == {HOURS}:
        return How.LATER
    return How.NOT if against else How.CALL


def _looks(patient_ids: Collection[int], channel: str, *, on_request: bool) -> dict[int, Glance]:
    """What the gate says of each of them; nothing of those who are no more."""
    people = Patient.objects.filter(pk__in=patient_ids)
    return look_many(people, Ask(Purpose.CARE, str(channel), on_request)) if patient_ids else {}
