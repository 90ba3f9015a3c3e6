"""Writes on treatment plans (REC-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Ground, Plan, PlanLine, PlanOption, PlanState, PlanStep, ThinkingTime
from rapport.care.models.plan import UNDECIDED
from rapport.care.rules import THINKING_DAYS, decide_plan_move, decide_thinking
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.staff.models import User

# more would not be a choice but a catalogue, and would not fit beside each other on paper
MOST_OPTIONS = 4


@dataclass(frozen=True)
class NewOption:
    """An option about to be written down, with what it does."""

    option: PlanOption
    lines: Sequence[PlanLine] = ()


@dataclass(frozen=True)
class NewPlan:
    """A plan about to be written down in the state it has; `thinking` is the time the client has for it."""

    plan: Plan
    options: Sequence[NewOption] = ()
    thinking: ThinkingTime | None = None
    why: str = ""


@transaction.atomic
def lay_plans(plans: Sequence[NewPlan], *, by: User | None, at: datetime | None = None) -> list[Plan]:
    """Write down plans with options, first step and time to think, in a handful of statements."""
    now = at or clock.now()
    for new in plans:
        _set_amount(new.plan, [option.option for option in new.options])
    saved = Plan.objects.bulk_create([new.plan for new in plans])
    _write_options([(new.plan, new.options) for new in plans])
    PlanStep.objects.bulk_create(
        PlanStep(
            plan=new.plan,
            state=new.plan.state,
            option=next((o.option for o in new.options if o.option.accepted_on), None),
            why=new.why,
            by=by,
            on=new.plan.presented_on,
            at=now,
        )
        for new in plans
    )
    thinking = [new.thinking for new in plans if new.thinking]
    for new in plans:
        if new.thinking:
            new.thinking.plan, new.thinking.patient_id = new.plan, new.plan.patient_id
            new.thinking.recorded_by, new.thinking.recorded_at = by, now
    ThinkingTime.objects.bulk_create(thinking)
    touch(plan.patient_id for plan in saved)
    return saved


def present_plan(
    plan: Plan,
    *,
    on: date,
    by: User | None = None,
    options: Sequence[NewOption] = (),
    thinking_days: int = THINKING_DAYS,
) -> Plan:
    """Lay a plan before a person; the time in which nobody presses them begins (REC-5, LOY-4).

    Raises Refused: thinking_days, plan_options.
    """
    ends_on = on + timedelta(days=thinking_days)
    decide_thinking(on, ends_on, running_until=None).demand()
    _check_number(options)
    plan.presented_on, plan.state = on, PlanState.CONSIDERING
    thinking = ThinkingTime(ground=Ground.PRESENTED, starts_on=on, ends_on=ends_on)
    return lay_plans([NewPlan(plan, options, thinking)], by=by)[0]


def plan_version(plan: Plan) -> str:
    """What a plan says with its options, as a short text that differs when anything in it does. Two queries."""
    said: list[object] = [getattr(plan, name) for name in _SAID_OF_PLAN]
    for option in plan.options.prefetch_related("lines"):
        said += [getattr(option, name) for name in _SAID_OF_OPTION]
        said += [(line.teeth, line.category_id, line.name) for line in option.lines.all()]
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()


_SAID_OF_PLAN = ("title", "teeth", "category_id", "dentist_id", "wish", "remark", "presented_on")
_SAID_OF_OPTION = ("name", "material", "price", "weeks", "visits", "result")


@transaction.atomic
def change_plan(plan: Plan, options: Sequence[NewOption], *, version: str) -> Plan:
    """Write a plan anew with exactly these options, as long as nothing is decided.

    `version` is what `plan_version` gave when the plan was read. Raises Refused: plan_decided, plan_options, and
    plan_changed when somebody has written it since; nothing is saved then.
    """
    _check_number(options)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state not in UNDECIDED:
        raise Refused("plan_decided", _("The client has decided on this plan. Present a new one instead."))
    if plan_version(locked) != version:
        raise Refused("plan_changed", _("Somebody changed this plan while you wrote. Nothing was saved."))
    plan.state = locked.state
    _set_amount(plan, [new.option for new in options])
    plan.save()
    locked.options.all().delete()
    _write_options([(plan, options)])
    touch([plan.patient_id])
    return plan


@transaction.atomic
def move_plan(
    plan: Plan, to: PlanState, *, by: User, on: date, why: str = "", option: PlanOption | None = None
) -> Plan:
    """Bring a plan to another state and keep who, when and why. Accepting takes the option accepted.

    Raises Refused: plan_move, plan_reason, plan_thinking, plan_option.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    options = list(locked.options.all())
    if option is None and to == PlanState.ACCEPTED and len(options) == 1:
        option = options[0]
    thinking = locked.thinking_times.running(on).exists()
    decide_plan_move(
        locked.state, to, why=why, options=len(options), option_chosen=option is not None, thinking=thinking
    ).demand()
    _choose(options, option if to == PlanState.ACCEPTED else None, to, on)
    locked.state = to
    _set_amount(locked, options)
    locked.save(update_fields=["state", "amount"])
    PlanStep.objects.create(plan=locked, state=to, option=option, why=why, by=by, on=on, at=clock.now())
    touch([locked.patient_id])
    return locked


def _choose(options: Sequence[PlanOption], chosen: PlanOption | None, to: PlanState, on: date) -> None:
    """Keep which option is accepted; what was accepted stays so when it is done."""
    if to == PlanState.DONE:
        return
    for option in options:
        accepted_on = on if chosen and option.pk == chosen.pk else None
        if option.accepted_on != accepted_on:
            option.accepted_on = accepted_on
            option.save(update_fields=["accepted_on"])


def _set_amount(plan: Plan, options: Sequence[PlanOption]) -> None:
    if options:
        plan.amount = next((option for option in options if option.accepted_on), options[0]).price


def _check_number(options: Sequence[NewOption]) -> None:
    if len(options) > MOST_OPTIONS:
        raise Refused("plan_options", _("At most %(most)s options fit beside each other."), {"most": MOST_OPTIONS})


def _write_options(plans: Sequence[tuple[Plan, Sequence[NewOption]]]) -> None:
    options, lines = [], []
    for plan, news in plans:
        for position, new in enumerate(news):
            new.option.pk, new.option.plan, new.option.position = None, plan, position
            options.append(new.option)
            for line in new.lines:
                line.pk, line.option = None, new.option
                lines.append(line)
    PlanOption.objects.bulk_create(options)
    for line in lines:
        line.option_id = line.option.pk
    PlanLine.objects.bulk_create(lines)
