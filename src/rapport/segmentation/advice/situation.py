"""What is known of one person when it is decided what to do next, and what the decision says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.outreach.gate import Reason as Barrier


class Step(StrEnum):
    """What is best for this person now."""

    # nothing is done, and nobody should
    DECEASED = "deceased"
    NEVER = "never"
    LEFT = "left"
    HELD = "held"  # somebody sees to them, and the reader may not know why
    # somebody is not content
    COMPLAINT = "complaint"
    SLIP = "slip"
    ASK_AGAIN = "ask_again"
    # waiting is right
    THINK = "think"
    WAIT = "wait"
    OFFER_LATER = "offer_later"
    # something is done
    CALL = "call"
    WRITE = "write"
    REPLY = "reply"
    UNREACHABLE = "unreachable"
    TASK = "task"
    STEWARD = "steward"
    FOLLOW_UP = "follow_up"
    BOOK = "book"
    CONSENT = "consent"
    JUDGE = "judge"
    # nothing is to be done
    COMES = "comes"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reason:
    """A figure for the step: `code` is for programs, the words are the reader's."""

    code: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Viewer:
    """Who asks, and what they may do and see at the branch of the person; at the counter little is left of it."""

    pk: int
    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        return right in self.rights


@dataclass(frozen=True)
class Unhappy:
    """An open complaint or slip. `step` is what its own rules say comes next; `task` asks the client again."""

    pk: int
    since: date
    due: datetime | None = None
    owner: int | None = None
    dentist: int | None = None
    step: str = ""
    done: int = 0
    points: int = 0
    task: int = 0


@dataclass(frozen=True)
class Reach:
    """What the gate says of a call: from when on it would let one through, None where a person must act first,
    and what speaks against it now. `writes` is whether it would let a message through; `spoken_to` the guardian
    who answers for a child."""

    opens: datetime | None
    day: date | None
    barriers: tuple[Barrier, ...] = ()
    writes: bool = False
    spoken_to: str = ""

    @property
    def allowed(self) -> bool:
        return not self.barriers


@dataclass(frozen=True)
class Thought:
    """Time to think that runs, or that is over and nobody has asked since. `caller` has the one gentle call;
    `reach` is what the gate says of that call."""

    plan: str
    since: date
    until: date
    caller: int | None = None
    reach: Reach | None = None


@dataclass(frozen=True)
class Errand:
    """An open task. `reach` is None where nobody is turned to; `rung` counts the offers of the ladder (CAM-3)."""

    pk: int
    work_list: str
    due: date
    owner: int | None = None
    put_off: date | None = None
    reply: bool = False
    rung: int = 0
    reach: Reach | None = None


@dataclass(frozen=True)
class Due:
    """A rule of the lists fits, or will on `day`, though it has made no task. `name` as it is called."""

    work_list: str
    name: str
    day: date


@dataclass(frozen=True)
class Asked:
    """The last task to invite them or to ask about a plan that somebody ended since they were here. `again` is the
    day on which the rule lets them be asked again; None: not until they come."""

    work_list: str
    name: str
    day: date
    how: str
    again: date | None = None


@dataclass(frozen=True)
class Situation:
    """One person on one day, as those say who decide each matter."""

    today: date
    deceased: bool = False
    never: bool = False
    left: date | None = None
    complaint: Unhappy | None = None
    slip: Unhappy | None = None
    thinking: Thought | None = None
    # over, and nobody has asked yet
    thought_over: Thought | None = None
    errands: tuple[Errand, ...] = ()
    # the next appointment: its id and its day
    comes: tuple[int, date] | None = None
    due: tuple[Due, ...] = ()
    # after a refused offer: from when on there is a better one; None where that was the last
    refused_on: date | None = None
    better_on: date | None = None
    asked: Asked | None = None
    # nobody asked whether their data may be processed, or what they said has run out
    unasked: bool = False
    # the last visit, if nobody has judged since: its id, day and dentist
    unjudged: tuple[int, date, int | None] | None = None
    last_visit: date | None = None


@dataclass(frozen=True)
class Advice:
    """What to do next, whose it is (`owner` None: whoever looks), and why.

    `subject` is the complaint, slip, visit or appointment, `task` the task it is about. Where waiting is right
    `until` says how long, and `plan_on` for which day it can be planned with one click.
    """

    step: Step
    reasons: tuple[Reason, ...] = ()
    subject: int = 0
    task: int = 0
    owner: int | None = None
    mine: bool = True
    until: date | None = None
    opens: datetime | None = None
    plan_on: date | None = None
    planned: bool = False
    barriers: tuple[Barrier, ...] = ()
    spoken_to: str = ""
