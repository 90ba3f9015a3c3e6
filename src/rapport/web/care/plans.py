"""Treatment plans: laid out, shown side by side, printed for the client, decided."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.care.actions import change_plan, move_plan, plan_version, present_plan
from rapport.care.models import Plan, PlanState
from rapport.lib.refusal import Refused
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.care.forms import WhyForm
from rapport.web.care.plan_forms import OptionForms, PlanForm
from rapport.web.care.plan_pages import PlanPage, plan_page
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_said


@require_GET
def plan(request: HttpRequest, pk: int, plan: int) -> HttpResponse:
    """The options side by side, what the client wants, and how the plan came to where it stands."""
    patient = patient_for(request, pk, Right.SEE_CARE)
    page = plan_page(patient, _plan(patient, plan), staff(request))
    return render_card(request, patient, "care/plan.html", {"page": page}, tab="plans")


@require_GET
def sheet(request: HttpRequest, pk: int, plan: int) -> HttpResponse:
    """The plan on A4 for the client: in their language, without a word that is for the staff."""
    patient = patient_for(request, pk, Right.SEE_CARE)
    spoken = language_spoken(patient)
    with translation.override(spoken):
        page = plan_page(patient, _plan(patient, plan), staff(request))
        return render_card(request, patient, "care/sheet.html", {"page": page, "spoken": spoken}, tab="plans")


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a plan before the client."""
    return _edit(request, patient_for(request, pk, Right.WRITE_CARE), None)


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int, plan: int) -> HttpResponse:
    """Write a plan anew, as long as nothing is decided."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    return _edit(request, patient, _plan(patient, plan))


@require_POST
def plan_steps(request: HttpRequest, pk: int, plan: int) -> HttpResponse:
    """The client accepts an option, declines, or the plan comes to another state."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    found, form = _plan(patient, plan), WhyForm(request.POST)
    to, chosen = request.POST.get("state", ""), id_of(request.POST.get("option", ""))
    if to not in PlanState.values or not form.is_valid():
        raise Http404
    option = get_object_or_404(found.options, pk=chosen) if chosen else None
    why, today = form.cleaned_data["why"], patient.branch.today()
    with refusals_said(request):
        move_plan(found, PlanState(to), by=staff(request), on=today, why=why, option=option)
        say(request, _("%(plan)s: %(state)s.") % {"plan": found, "state": PlanState(to).label})
    return redirect("web:card_plan", patient.pk, found.pk)


def _plan(patient: Patient, pk: int) -> Plan:
    found: Plan = get_object_or_404(patient.plans.select_related("dentist", "category", "branch"), pk=pk)
    return found


def _edit(request: HttpRequest, patient: Patient, plan: Plan | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    initial = {"version": plan_version(plan)} if plan else {}
    form = PlanForm(sent, patient=patient, by=staff(request), instance=plan, initial=initial)
    with_money = may_at(patient, staff(request), Right.SEE_MONEY)
    options = OptionForms(sent, plan=plan, branch=patient.branch, with_money=with_money)
    stored = None
    if sent is not None and form.is_valid() & options.is_valid():
        try:
            saved = _save(request, form, options, is_new=plan is None)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            stored = _stored(form, patient, staff(request)) if refusal.code == "plan_changed" else None
        else:
            say(request, _("Saved: %(what)s") % {"what": saved})
            return redirect("web:card_plan", patient.pk, saved.pk)
    context = {"form": form, "options": options, "plan": plan, "stored": stored}
    status = 200 if sent is None else 422
    return render_card(request, patient, "care/plan_form.html", context, tab="plans", status=status)


def _save(request: HttpRequest, form: PlanForm, options: OptionForms, *, is_new: bool) -> Plan:
    plan = form.plan()
    if is_new:
        return present_plan(plan, on=plan.presented_on, by=staff(request), options=options.options())
    return change_plan(plan, options.options(), version=form.cleaned_data["version"])


def _stored(form: PlanForm, patient: Patient, user: User) -> PlanPage:
    """What somebody else has saved meanwhile, to be shown beside what was written here.

    Saving once more is then a choice made with both before one's eyes, so the form takes over the new version.
    """
    theirs = _plan(patient, form.instance.pk)
    sent: Any = form.data
    sent = sent.copy()
    sent["version"] = plan_version(theirs)
    form.data = sent
    return plan_page(patient, theirs, user)
