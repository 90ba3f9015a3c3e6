"""What may be done in the mouth's record, decided without database, clock or settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from rapport.care.models.finding import FindingState
from rapport.care.models.plan import PlanState
from rapport.lib.refusal import Refused

# days in which nobody presses a client about a plan (LOY-4): default, least and most
THINKING_DAYS = 14
LEAST_THINKING_DAYS, MOST_THINKING_DAYS = 7, 30

# days without a visit and without an appointment after which a course is probably interrupted (PRO-6, default);
# an implant heals for less
SILENT_DAYS = 120

# state of a plan → where it may go from there (REC-5)
PLAN_MOVES: dict[str, tuple[PlanState, ...]] = {
    PlanState.PRESENTED: (PlanState.CONSIDERING, PlanState.ACCEPTED, PlanState.DECLINED, PlanState.LAPSED),
    PlanState.CONSIDERING: (PlanState.ACCEPTED, PlanState.DECLINED, PlanState.LAPSED),
    PlanState.ACCEPTED: (PlanState.DONE, PlanState.DECLINED),
    PlanState.DECLINED: (PlanState.PRESENTED, PlanState.ACCEPTED),
    PlanState.LAPSED: (PlanState.PRESENTED, PlanState.ACCEPTED),
    PlanState.DONE: (),
}

# state of a finding → where it may go from there (REC-4)
FINDING_MOVES: dict[str, tuple[FindingState, ...]] = {
    FindingState.OPEN: (FindingState.TREATED, FindingState.DECLINED),
    FindingState.TREATED: (FindingState.OPEN,),
    FindingState.DECLINED: (FindingState.OPEN, FindingState.TREATED),
}


@dataclass(frozen=True)
class Decision:
    """Whether something may be done; if not, the code and the sentence that say why and what to do."""

    code: str = ""
    sentence: Any = ""
    params: dict[str, object] = field(default_factory=dict)

    @property
    def allowed(self) -> bool:
        return not self.code

    def demand(self) -> None:
        """Raises Refused when it is not allowed."""
        if self.code:
            raise Refused(self.code, self.sentence, self.params)


ALLOWED = Decision()


class Thought(Protocol):
    """What has an end and knows whether it runs: a thinking time."""

    ends_on: date

    def runs_on(self, day: date) -> bool: ...


def decide_plan_move(
    now: str, to: str, *, why: str = "", options: int = 0, option_chosen: bool = False, thinking: bool = False
) -> Decision:
    """Whether a plan may go from one state to another. `options` is how many it has, `thinking` whether the client
    still has time to think about it."""
    if to not in PLAN_MOVES[now]:
        return Decision(
            "plan_move",
            _("A plan that is “%(now)s” cannot become “%(to)s”. Look at the plan again: it may have moved on."),
            {"now": PlanState(now).label, "to": PlanState(to).label if to in PlanState.values else to},
        )
    if to == PlanState.DECLINED and not why.strip():
        return Decision("plan_reason", _("Write down why the client declined, in their words."))
    if to == PlanState.LAPSED and thinking:
        return Decision(
            "plan_thinking",
            _("The client is still thinking it over. Wait for that time to end, or for their word."),
        )
    if to == PlanState.ACCEPTED and options > 1 and not option_chosen:
        return Decision("plan_option", _("Say which of the options the client accepts."))
    return ALLOWED


def decide_finding_move(now: str, to: str) -> Decision:
    """Whether a finding may go from one state to another."""
    if to in FINDING_MOVES[now]:
        return ALLOWED
    return Decision("finding_move", _("The finding is in that state already. Look at the tooth again."))


def decide_thinking(starts_on: date, ends_on: date, *, running_until: date | None) -> Decision:
    """Whether a time to think may be noted (LOY-4). `running_until` is the end of one about the same thing."""
    days = (ends_on - starts_on).days
    if not LEAST_THINKING_DAYS <= days <= MOST_THINKING_DAYS:
        return Decision(
            "thinking_days",
            _("Time to think lasts from %(least)s to %(most)s days. Choose an end within that."),
            {"least": LEAST_THINKING_DAYS, "most": MOST_THINKING_DAYS},
        )
    if running_until is not None and running_until >= ends_on:
        return Decision(
            "thinking_running",
            _("The client has time to think until %(day)s already. Only their own word can shorten it."),
            {"day": running_until},
        )
    return ALLOWED


def thinking_until(times: Iterable[Thought], on: date) -> date | None:
    """Until when (that day included) the client is left in peace, seen on the day `on`; None when nothing runs."""
    return max((time.ends_on for time in times if time.runs_on(on)), default=None)


def probably_interrupted(last_day: date, next_appointment: object, on: date, *, finished: bool = False) -> bool:
    """Whether a course looks broken off (PRO-6): nobody came for SILENT_DAYS and no time is kept ahead.

    A guess to look into; only a person writes down an interruption.
    """
    return not finished and not next_appointment and last_day <= on - timedelta(days=SILENT_DAYS)
