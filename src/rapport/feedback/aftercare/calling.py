"""Some days after a treatment somebody is called: how are you? Once for every visit and plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef

from rapport.care.models import Treatment, Visit
from rapport.feedback.asking.reaching import who_is_not_asked
from rapport.feedback.models import CareCall, CareCallPlan
from rapport.lib import clock
from rapport.outreach.models import Task, WorkList
from rapport.outreach.turns import in_turn
from rapport.people.actions import hold
from rapport.people.language import language_spoken
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch

# after so many days more it is no care any longer: days off are caught up with, an old base is left in peace
_LATEST = 3


def call_after_treatments(branch: Branch) -> int:
    """A task for whoever looks after them, about everything that is due with one person; how many were made.

    To be called in a transaction in which nobody else does. Whoever may not be called at all is left in peace.
    """
    due = list(_due(branch))
    here = hold(sorted({visit.patient_id for visit, _plan in due}))
    left_in_peace = who_is_not_asked(here)
    tasks: dict[int, Task] = {}
    for visit, plan in due:
        if visit.patient_id in here and visit.patient_id not in left_in_peace:
            _ask_in(tasks, visit, plan, branch)
    in_turn(list(tasks.values()))
    Task.objects.bulk_create(tasks.values())
    CareCall.objects.bulk_create(
        CareCall(visit=visit, plan=plan, task=tasks.get(visit.patient_id))
        for visit, plan in due
        if visit.patient_id in here
    )
    return len(tasks)


def _due(branch: Branch) -> Iterator[tuple[Visit, CareCallPlan]]:
    """One query a plan."""
    today = branch.today()
    for plan in CareCallPlan.objects.filter(on=True):
        last = today - timedelta(days=plan.days_after)
        visits = Visit.objects.filter(
            Exists(Treatment.objects.filter(visit=OuterRef("pk"), category_id=plan.category_id)),
            ~Exists(CareCall.objects.filter(visit=OuterRef("pk"), plan=plan)),
            branch=branch,
            day__range=(last - timedelta(days=_LATEST), last),
        )
        for visit in visits.select_related("patient__branch").order_by("pk"):
            yield visit, plan


def _ask_in(tasks: dict[int, Task], visit: Visit, plan: CareCallPlan, branch: Branch) -> None:
    """One task a person, in whose language it says what to ask."""
    patient = visit.patient
    task = tasks.setdefault(
        patient.pk,
        Task(
            patient=patient,
            branch_id=patient.branch_id,
            work_list=WorkList.AFTERCARE,
            purpose=Purpose.CARE,
            stays=True,
            made_at=clock.now(),
            due_on=branch.today(),
        ),
    )
    asked = str(plan.words.get(language_spoken(patient)) or plan.words.get("en", ""))
    task.words = " ".join(filter(None, (task.words, asked)))[:300]
