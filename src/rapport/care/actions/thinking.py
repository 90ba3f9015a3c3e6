"""Writes on the time to think (LOY-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import EndedHow, Ground, Plan, PlanState, PlanStep, ThinkingTime
from rapport.care.rules import decide_thinking, thinking_until
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import User


@transaction.atomic
def give_time_to_think(
    patient: Patient, plan: Plan | None, *, starts_on: date, ends_on: date, words: str, by: User
) -> ThinkingTime:
    """Keep that the client asked for time to think, about a plan or in general; a plan presented is then thought
    over. Raises Refused: thinking_days, thinking_running, thinking_decided."""
    Patient.objects.select_for_update().get(pk=patient.pk)  # two who note it at once come one after the other
    about = ThinkingTime.objects.filter(patient=patient, plan=plan).select_related("plan")
    decide_thinking(starts_on, ends_on, running_until=thinking_until(about, starts_on)).demand()
    if plan is not None:
        _think_over(plan, by=by, on=starts_on, why=words)
    thinking = ThinkingTime.objects.create(
        patient=patient,
        plan=plan,
        ground=Ground.ASKED,
        words=words,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    touch([patient.pk])
    return thinking


def _think_over(plan: Plan, *, by: User, on: date, why: str) -> None:
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state == PlanState.CONSIDERING:
        return
    if locked.state != PlanState.PRESENTED:
        raise Refused("thinking_decided", _("The client has decided on this plan: nothing is left to think over."))
    locked.state = PlanState.CONSIDERING
    locked.save(update_fields=["state"])
    PlanStep.objects.create(plan=locked, state=locked.state, why=why, by=by, on=on, at=clock.now())


@transaction.atomic
def end_thinking(thinking: ThinkingTime, *, how: str, words: str, by: User, on: date) -> ThinkingTime:
    """End a time to think before its day, by the client's own word alone: how they gave it is required.

    Raises Refused: thinking_word, thinking_over.
    """
    locked = ThinkingTime.objects.select_for_update(of=("self",)).select_related("plan").get(pk=thinking.pk)
    if how not in EndedHow.values:
        raise Refused("thinking_word", _("Only the client's own word ends it early. Say how they gave it."))
    if not locked.runs_on(on):
        raise Refused("thinking_over", _("This time to think is over already."))
    locked.ended_on, locked.ended_how, locked.ended_words, locked.ended_by = on, how, words, by
    locked.save(update_fields=["ended_on", "ended_how", "ended_words", "ended_by"])
    touch([locked.patient_id])
    return locked


@transaction.atomic
def record_follow_up(thinking: ThinkingTime, *, by: User, on: date) -> ThinkingTime:
    """Keep that the one gentle follow-up was made. Raises Refused (follow_up) when it is not due or was made."""
    locked = ThinkingTime.objects.select_for_update().get(pk=thinking.pk)
    if not ThinkingTime.objects.due_for_follow_up(on).filter(pk=locked.pk).exists():
        raise Refused("follow_up", _("No follow-up is due: leave the client in peace."))
    locked.followed_up_on, locked.followed_up_by = on, by
    locked.save(update_fields=["followed_up_on", "followed_up_by"])
    touch([locked.patient_id])
    return locked


@transaction.atomic
def take_back_follow_ups(thinking_ids: Collection[int], *, by: User) -> None:
    """The follow-ups that `by` noted were not made after all: they are due as before."""
    noted = ThinkingTime.objects.select_for_update().filter(pk__in=thinking_ids, followed_up_by=by)
    people = list(noted.values_list("patient_id", flat=True))
    ThinkingTime.objects.filter(pk__in=thinking_ids, followed_up_by=by).update(
        followed_up_on=None, followed_up_by=None
    )
    touch(people)
