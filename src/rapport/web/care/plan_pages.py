"""A plan with its options side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from rapport.care.models import Plan, PlanOption, PlanState, PlanStep, ThinkingTime
from rapport.care.models.plan import UNDECIDED
from rapport.care.rules import PLAN_MOVES
from rapport.lib.figures import show_amount
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at

_MOVES_BY_HAND = (PlanState.ACCEPTED, PlanState.DECLINED, PlanState.LAPSED, PlanState.DONE, PlanState.PRESENTED)


@dataclass(frozen=True)
class OptionColumn:
    option: PlanOption
    price: str


@dataclass(frozen=True)
class PlanPage:
    """Everything `care/plan.html` needs; amounts are "" for whoever sees none."""

    plan: Plan
    tone: str
    options: Sequence[OptionColumn]
    steps: Sequence[PlanStep]
    thinking: ThinkingTime | None
    moves: Sequence[PlanState]
    may_edit: bool
    may_write: bool


_TONES = {"considering": "info", "accepted": "good", "done": "good", "declined": "bad"}


def plan_page(patient: Patient, plan: Plan, user: User) -> PlanPage:
    """`plan` of `patient` as `user`, who may see care, sees it."""
    with_money, may_write = may_at(patient, user, Right.SEE_MONEY), may_at(patient, user, Right.WRITE_CARE)
    currency, language = patient.branch.currency, get_language() or "en"
    today = patient.branch.today()
    return PlanPage(
        plan=plan,
        tone=_TONES.get(plan.state, ""),
        options=[
            OptionColumn(option, show_amount(option.price, currency, language) if with_money else "")
            for option in plan.options.prefetch_related("lines__category")
        ],
        steps=list(plan.steps.select_related("by", "option")),
        thinking=plan.thinking_times.running(today).order_by("-ends_on").first(),
        moves=[move for move in _MOVES_BY_HAND if move in PLAN_MOVES[plan.state]] if may_write else [],
        may_edit=may_write and plan.state in UNDECIDED,
        may_write=may_write,
    )
