"""The tab “Plan & problems”: the tooth chart, findings, times to think, courses and interruptions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.care.actions import (
    change_finding,
    end_thinking,
    finish_course,
    give_time_to_think,
    note_findings,
    note_interruption,
    plan_win_back,
    record_follow_up,
    start_course,
)
from rapport.care.models import FindingState
from rapport.lib import fdi
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.care.forms import (
    CourseForm,
    FindingForm,
    InterruptionForm,
    StrategyForm,
    ThinkingEndForm,
    ThinkingForm,
    WhyForm,
)
from rapport.web.care.pages import mouth_page
from rapport.web.htmx import say
from rapport.web.refusals import refusals_in, refusals_said


@require_GET
def mouth(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole mouth: chart, findings, plans, times to think, courses."""
    return _show(request, patient_for(request, pk, Right.SEE_CARE))


@require_GET
def place(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """One tooth or area: what was found there, and a form to add to it."""
    if not fdi.is_place(place):
        raise Http404
    return _show(request, patient_for(request, pk, Right.SEE_CARE), place=place, part="care/place.html")


@require_POST
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was found."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    form = FindingForm(request.POST, patient=patient)
    if not form.is_valid():
        return _show(request, patient, finding_form=form, status=422)
    saved = note_findings(form.findings(), by=staff(request))
    say(request, ngettext("Finding saved.", "%(n)s findings saved.", len(saved)) % {"n": len(saved)})
    return redirect("web:card_place", patient.pk, saved[0].place)


@require_POST
def finding_changes(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """A finding was treated, declined, or is open again."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    found = get_object_or_404(patient.findings, pk=finding)
    form, to = WhyForm(request.POST), request.POST.get("state", "")
    if to not in FindingState.values or not form.is_valid():
        raise Http404
    why = form.cleaned_data["why"]
    with refusals_said(request):
        change_finding(found, FindingState(to), by=staff(request), why=why)
        say(request, _("%(tooth)s: %(state)s.") % {"tooth": found, "state": FindingState(to).label})
    return redirect("web:card_place", patient.pk, found.place)


@require_POST
def thinking_times(request: HttpRequest, pk: int) -> HttpResponse:
    """The client asks for time to think."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    form = ThinkingForm(request.POST, patient=patient)
    if form.is_valid():
        with refusals_in(form, "ends_on"):
            give_time_to_think(
                patient,
                form.cleaned_data["plan"],
                starts_on=patient.branch.today(),
                ends_on=form.cleaned_data["ends_on"],
                words=form.cleaned_data["words"],
                by=staff(request),
            )
            say(request, _("Time to think is noted. Until it ends, nobody presses the client."))
            return redirect("web:card_plans", patient.pk)
    return _show(request, patient, thinking_form=form, status=422)


@require_POST
def thinking_end(request: HttpRequest, pk: int, thinking: int) -> HttpResponse:
    """The client says that they need no more time."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    found = get_object_or_404(patient.thinking_times, pk=thinking)
    form = ThinkingEndForm(request.POST)
    if not form.is_valid():
        return _show(request, patient, end_form=form, status=422)
    said, today = form.cleaned_data, patient.branch.today()
    with refusals_said(request):
        end_thinking(found, how=said["how"], words=said["words"], by=staff(request), on=today)
        say(request, _("The time to think has ended by the client's word."))
    return redirect("web:card_plans", patient.pk)


@require_POST
def follow_up(request: HttpRequest, pk: int, thinking: int) -> HttpResponse:
    """The one gentle follow-up after a time to think was made."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    found = get_object_or_404(patient.thinking_times, pk=thinking)
    with refusals_said(request):
        record_follow_up(found, by=staff(request), on=patient.branch.today())
        say(request, _("The follow-up is noted. There will be no second one."))
    return redirect("web:card_plans", patient.pk)


@require_POST
def courses(request: HttpRequest, pk: int) -> HttpResponse:
    """A course of treatment begins."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    form = CourseForm(request.POST, patient=patient)
    if form.is_valid():
        with refusals_in(form, "planned_end"):
            start_course(form.course())
            say(request, _("Saved: %(what)s") % {"what": form.instance})
            return redirect("web:card_plans", patient.pk)
    return _show(request, patient, course_form=form, status=422)


@require_POST
def course_finish(request: HttpRequest, pk: int, course: int) -> HttpResponse:
    """A course of treatment is finished today."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    found = get_object_or_404(patient.courses, pk=course)
    with refusals_said(request):
        finish_course(found, on=patient.branch.today(), by=staff(request))
        say(request, _("Course finished: %(title)s") % {"title": found})
    return redirect("web:card_plans", patient.pk)


@require_POST
def interruptions(request: HttpRequest, pk: int) -> HttpResponse:
    """A person broke off."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    form = InterruptionForm(request.POST, patient=patient)
    if not form.is_valid():
        return _show(request, patient, interruption_form=form, status=422)
    note_interruption(form.instance, by=staff(request))
    say(request, _("The interruption is noted."))
    return redirect("web:card_plans", patient.pk)


@require_POST
def interruption_strategy(request: HttpRequest, pk: int, interruption: int) -> HttpResponse:
    """How to win somebody back who broke off."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    found = get_object_or_404(patient.interruptions, pk=interruption)
    form = StrategyForm(request.POST)
    if not form.is_valid():
        raise Http404
    with refusals_said(request):
        plan_win_back(found, form.cleaned_data["strategy"], was=form.cleaned_data["was"])
        say(request, _("Saved."))
    return redirect("web:card_plans", patient.pk)


def _show(
    request: HttpRequest,
    patient: Patient,
    *,
    place: str = "",
    part: str = "",
    status: int | None = None,
    **forms: Any,
) -> HttpResponse:
    """The tab, with `place` chosen, and the forms as they were sent where they could not be saved."""
    page = mouth_page(patient, staff(request))
    tooth = {"teeth": place} if fdi.is_tooth(place) else {"area": place}
    context = {
        "page": page,
        "place": place,
        "place_name": fdi.place_name(place) if place else "",
        "here": [finding for finding in (*page.open, *page.others) if finding.place == place],
        "areas": [(area, fdi.place_name(area)) for area in fdi.AREAS],
        "finding_form": FindingForm(patient=patient, initial=tooth),
        "thinking_form": ThinkingForm(patient=patient),
        "end_form": ThinkingEndForm(),
        "course_form": CourseForm(patient=patient),
        "interruption_form": InterruptionForm(patient=patient),
        **forms,
    }
    return render_card(request, patient, "care/mouth.html", context, tab="plans", part=part, status=status)
