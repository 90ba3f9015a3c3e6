"""What the visits of a person say about how to speak with them (CAM-6). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rapport.outreach.scripts.reading import Approach, Step

# what somebody comes for who is in pain, and what speaks of care for the teeth
_PAIN = frozenset({"endodontic", "surgery"})
_UPKEEP = frozenset({"hygiene", "checkup", "periodontic"})
# a cleaning is due again about a year after the last
_HYGIENE_DAYS = range(300, 540)


def approach_of(treatments: Iterable[tuple[date, str]], today: date) -> Approach:
    """How to speak with somebody who was treated so: (day, code of the category)."""
    told = sorted(treatments)
    if not told:
        return Approach.USUAL
    if len({day for day, category in told if category == "whitening"}) > 1:
        return Approach.WHITENING
    last = {category for day, category in told if day == told[-1][0]}
    kept = {category for _day, category in told}
    if last & _PAIN and not kept & _UPKEEP:
        return Approach.ACUTE_PAIN
    cleaned = [day for day, category in told if category == "hygiene"]
    if cleaned and (today - cleaned[-1]).days in _HYGIENE_DAYS:
        return Approach.HYGIENE
    return Approach.USUAL


def steps_for(steps: Iterable[Step], approach: Approach) -> list[Step]:
    """The steps said to somebody of that approach: those for everyone, and those for them alone.

    A step for them stands instead of the one for everyone that is for the same part, such as the offer.
    """
    own = [step for step in steps if not step.only_for or approach in step.only_for]
    special = {step.part for step in own if step.only_for and step.part}
    return [step for step in own if step.only_for or step.part not in special]
