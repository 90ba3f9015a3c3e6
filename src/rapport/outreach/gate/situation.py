"""What the gate knows of one person when it decides, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rapport.outreach.gate.hours import Hours
from rapport.outreach.models.wish import Way
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind

if TYPE_CHECKING:
    from rapport.outreach.models import Manners
    from rapport.people.consents.rules import Word

# channel → what it needs to know of somebody; a letter on paper asks nobody's gate
POINTS: dict[str, str] = {
    Channel.CALL: ContactKind.PHONE,
    Channel.SMS: ContactKind.PHONE,
    Channel.EMAIL: ContactKind.EMAIL,
    Channel.WECHAT: ContactKind.WECHAT,
    Channel.TELEGRAM: ContactKind.TELEGRAM,
}
PURPOSES = frozenset({Purpose.CARE, Purpose.MARKETING})


@dataclass(frozen=True, slots=True)
class Ask:
    """May we turn to somebody for `purpose` by `channel`? `on_request`: they asked for it themselves."""

    purpose: str
    channel: str
    on_request: bool = False

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES or self.channel not in POINTS:
            raise ValueError(f"nobody is turned to for {self.purpose!r} by {self.channel!r}")

    @property
    def is_call(self) -> bool:
        return self.channel == Channel.CALL

    @property
    def is_offer(self) -> bool:
        return self.purpose == Purpose.MARKETING

    @property
    def way(self) -> str:
        return Way.CALLS if self.is_call else Way.MESSAGES


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause of the person or of whom we speak to: days of the branch, both included; `until` None has no end."""

    ground: str
    scope: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Thought:
    """A time to think: days of the branch, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Past:
    """The clinic turned to them."""

    at: datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class Situation:
    """One person, at one moment. `zone` is of whom we speak to, `branch_zone` of the clinic that does."""

    patient_id: int
    manners: Manners
    branch_zone: ZoneInfo
    zone: ZoneInfo
    # whom to speak to; None where nobody may be, and `unspoken` says why
    addressed_id: int | None
    unspoken: str = ""
    point_id: int | None = None
    # there is a number, and no SMS reaches it
    landline: bool = False
    household_id: int | None = None
    wish: Hours | None = None
    words: tuple[Word, ...] = ()
    rests: tuple[Rest, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    # latest first: what counts for the caps of the person, and the moments at which their household was turned to
    past: tuple[Past, ...] = ()
    at_home: tuple[datetime, ...] = ()
    # the first day on which somebody else is spoken to: a child comes of age
    grown_on: date | None = None
