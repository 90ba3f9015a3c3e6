"""What happened with a person: each app gives its events, the card shows them (REC-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum


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


class Copied(Enum):
    """How much of an event goes into the copy of the record that a client may ask for (docs/decisions/0020)."""

    WHOLE = 1  # `below` is what the client said, what was said to them, or what was found and done in their mouth
    WITHOUT_WORDS = 2  # `below` is what colleagues wrote for one another
    NOT = 3  # it is work of the house, or it names others


@dataclass(frozen=True)
class Event:
    """Something that happened or will happen: title, a word beside it, and more below.

    `day` is the calendar day at the person's branch, `at` the moment where one is known. `tone` is "", "good",
    "bad" or "info". Words are not `copied` unless it says so.
    """

    day: date
    kind: Kind
    icon: str
    title: str
    beside: str = ""
    below: str = ""
    tone: str = ""
    at: datetime | None = None
    copied: Copied = Copied.WITHOUT_WORDS
