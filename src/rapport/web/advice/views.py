"""What to do next for one person, as a panel of the card; waiting is planned with one click."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.refusal import Refused
from rapport.outreach.gate.hours import start_of_day
from rapport.outreach.models import Task
from rapport.outreach.planned_calls import plan_call, unplan_call
from rapport.outreach.task_actions import snooze_tasks
from rapport.people.models import Patient
from rapport.segmentation.advice import Advice
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.advice.pages import advice_for, next_panel
from rapport.web.calls.views import address
from rapport.web.htmx import say
from rapport.web.refusals import refusals_said


@require_GET
def next_step(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of the Overview, which asks for it once the rest is there."""
    patient = patient_for(request, pk)
    with timezone.override(patient.branch.zone):
        return render(request, "advice/panel.html", {"panel": next_panel(patient, staff(request))})


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan what the panel said, for the day that it said; it is decided anew, and nothing else is done."""
    patient, user = patient_for(request, pk, Right.SEE_TODAY), staff(request)
    with refusals_said(request):
        advice = advice_for(patient, user)
        if advice.plan_on is None or request.POST.get("on") != advice.plan_on.isoformat():
            raise Refused("moved_on", _("Something has changed meanwhile, and nothing was planned. Look again."))
        if advice.plan_on <= patient.branch.today():
            task = plan_call(patient, _about(advice), on=advice.plan_on, owner=user, by=user)
            undo = reverse("web:card_next_unplan", args=[pk, task.pk])
            say(request, _("The call is yours."), undo=undo)
            return redirect(address(task.work_list, task.pk))
        say(
            request, _("Planned for %(day)s.") % {"day": _shown(advice.plan_on)}, undo=_plan(patient, advice, user)
        )
    return redirect("web:card", pk)


def _plan(patient: Patient, advice: Advice, user: User) -> str:
    """Where it is taken back."""
    assert advice.plan_on is not None
    if advice.task:
        until = start_of_day(patient.branch.zone, advice.plan_on)
        batch, _count = snooze_tasks(Task.objects.filter(pk=advice.task), until, by=user)
        return reverse("web:tasks_undo", args=[batch])
    owner = User.objects.filter(pk=advice.owner or user.pk, is_active=True).first()
    if owner is None or not may_at(patient, owner, Right.SEE_PATIENTS):
        owner = user  # who presented the plan works elsewhere by now
    task = plan_call(patient, _about(advice), on=advice.plan_on, owner=owner, by=user)
    return reverse("web:card_next_unplan", args=[patient.pk, task.pk])


def _about(advice: Advice) -> str:
    return str(advice.reasons[0].figures.get("plan", ""))


def _shown(day: date) -> str:
    return str(date_format(day, "MONTH_DAY_FORMAT"))


@require_POST
def unplan(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """It was not meant."""
    patient = patient_for(request, pk, Right.SEE_TODAY)
    with refusals_said(request):
        unplan_call(get_object_or_404(Task, pk=task, patient=patient), by=staff(request))
        say(request, _("Taken back: nothing is planned."))
    return redirect("web:card", pk)
