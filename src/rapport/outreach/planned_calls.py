"""The one gentle call after the time to think, planned by a person for its day (LOY-4)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.lib.refusal import Refused
from rapport.outreach.gate.hours import start_of_day
from rapport.outreach.models import Task, WorkList
from rapport.outreach.models.task import PLANNED, TaskQuerySet
from rapport.people.actions import hold_all
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.staff.roles import Right


@transaction.atomic
def plan_call(patient: Patient, plan: str, *, on: date, owner: User, by: User) -> Task:
    """`owner` calls once about `plan` from the day `on`, and no list has anybody call beside it. The call itself
    still passes the gate. Refused: past, not_there, planned."""
    branch = patient.branch
    if on < branch.today():
        raise Refused("past", gettext_lazy("This day is over. Choose today or a later day."))
    if not owner.may_at(Right.SEE_PATIENTS, branch.pk):
        raise Refused("not_there", gettext_lazy("%(name)s does not work at this branch."), {"name": owner})
    hold_all([patient.pk])
    if patient.tasks.open().filter(work_list=WorkList.PLAN).exists():
        raise Refused("planned", gettext_lazy("This call is planned already: one is enough."))
    with translation.override(branch.language):
        words = (
            _("One gentle call after the time to think: %(plan)s") if plan else _("One gentle call about the plan")
        )
    return Task.objects.create(
        patient=patient,
        branch=branch,
        work_list=WorkList.PLAN,
        occasion=PLANNED,
        purpose=Purpose.CARE,
        words=(words % {"plan": plan})[:300] if plan else words,
        owner=owner,
        made_by=by,
        due_on=on,
        snoozed_until=start_of_day(branch.zone, on) if on > branch.today() else None,
    )


@transaction.atomic
def unplan_call(task: Task, *, by: User) -> None:
    """It was not meant. Refused: moved_on (somebody has taken it up meanwhile)."""
    mine = _held(Task.objects.open().filter(pk=task.pk, occasion=PLANNED, made_by=by, attempts=0))
    if not mine or not Task.objects.filter(pk__in=mine, steps=None, calls=None).delete()[0]:
        raise Refused("moved_on", gettext_lazy("Somebody has gone on with it meanwhile: look at the task."))


def _held(tasks: TaskQuerySet) -> list[int]:
    """Their keys, and nobody begins a call about them meanwhile."""
    return list(tasks.select_for_update(of=("self",)).values_list("pk", flat=True))
