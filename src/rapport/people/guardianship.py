"""Who speaks for a person (REC-1, REC-11): a child's messages go to the guardian. Pure: reads what it is given.

From which age a person speaks for themselves, about their data and about their care, is the law of the country:

CN: 14 and 18. Civil Code art. 17; Personal Information Protection Law art. 31: under 14 the guardian consents.
RU: 14 and 15. Civil Code art. 26; Federal Law 323-FZ art. 54: consent to treatment from 15.
KZ: 18 and 16. Civil Code art. 17; Code on Public Health and the Healthcare System: consent to treatment from 16.
Anywhere else 18, the strictest of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rapport.people.models import Patient


class Matter(StrEnum):
    """What somebody is spoken to about."""

    DATA = "data"  # messages, and consents to what becomes of personal data
    CARE = "care"  # treatment and its plans


class Ages(NamedTuple):
    """From which birthday on a person speaks for themselves."""

    data: int
    care: int


AGES: dict[str, Ages] = {
    "CN": Ages(data=14, care=18),
    "RU": Ages(data=14, care=15),
    "KZ": Ages(data=18, care=16),
}
STRICTEST = Ages(data=18, care=18)
# a child, a parent who is a child, their parent: further up there is nobody
GENERATIONS = 4


class Reason(StrEnum):
    """Why this person is addressed, or nobody."""

    SELF = "self"
    GUARDIAN = "guardian"
    GUARDIAN_MISSING = "guardian_missing"
    GUARDIAN_DEAD = "guardian_dead"
    DEAD = "dead"


@dataclass(frozen=True)
class Addressed:
    """Whom to speak to; `person` is None where nobody may be, and `reason` says why."""

    person: Patient | None
    reason: Reason


def age_needed(patient: Patient, matter: Matter) -> int:
    """The age from which somebody of this branch's country speaks for themselves."""
    ages = AGES.get(patient.branch.region, STRICTEST)
    return ages.data if matter == Matter.DATA else ages.care


def needs_guardian(patient: Patient, on: date, matter: Matter = Matter.DATA) -> bool:
    """Whether somebody else speaks for `patient` on `on`. Of unknown age, who has a guardian is a child."""
    age = patient.age_on(on)
    if age is None:
        return patient.guardian_id is not None
    return age < age_needed(patient, matter)


def who_is_addressed(patient: Patient, on: date, matter: Matter = Matter.DATA) -> Addressed:
    """Whom a message about `patient` goes to on the day `on`.

    `patient` comes with branch and guardian loaded, the guardian with theirs: a guardian who is a child is spoken
    for by their own.
    """
    if patient.deceased:
        return Addressed(None, Reason.DEAD)
    speaks, reason = patient, Reason.SELF
    for _generation in range(GENERATIONS):
        if not needs_guardian(speaks, on, matter):
            return Addressed(speaks, reason)
        if speaks.guardian is None:
            return Addressed(None, Reason.GUARDIAN_MISSING)
        speaks, reason = speaks.guardian, Reason.GUARDIAN
        if speaks.deceased:
            return Addressed(None, Reason.GUARDIAN_DEAD)
    return Addressed(None, Reason.GUARDIAN_MISSING)
