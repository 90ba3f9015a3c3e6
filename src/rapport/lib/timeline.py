"""What happened with a person: each app gives its events, the card shows them (REC-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What the timeline can be filtered by."""

    VISIT = "visit"
    NOTE = "note"
    MONEY = "money"
    RECORD = "record"
    CARE = "care"  # findings, plans, courses, photos
    CONSENT = "consent"
    CONTACT = "contact"
    STANDING = "standing"  # classes, and what was noted about how the person feels


@dataclass(frozen=True)
class Event:
    """Something that happened or will happen: title, a word beside it, and more below.

    `day` is the calendar day at the person's branch, `at` the moment where one is known. `tone` is "", "good",
    "bad" or "info".
    """

    day: date
    kind: Kind
    icon: str
    title: str
    beside: str = ""
    below: str = ""
    tone: str = ""
    at: datetime | None = None
