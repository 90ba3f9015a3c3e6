"""When a person may be reached: what the gate says, pauses, the hours they wish (LOY-4, CAM-1, CAM-2, CMP-3)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.refusal import Refused
from rapport.outreach.models import Pause, PauseGround, Way
from rapport.outreach.pausing import end_pause, pause_contact, resume_pause
from rapport.outreach.wishing import forget_wish, wish_hours
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say
from rapport.web.reach.forms import PauseForm
from rapport.web.reach.pages import gate_panel, hours_form, pause_lines, wish_lines
from rapport.web.refusals import refusals_in, refusals_said


@require_GET
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, patient_for(request, pk, Right.SEE_WORDS))


def _show(request: HttpRequest, patient: Patient, status: int | None = None, **context: Any) -> HttpResponse:
    user = staff(request)
    page = {
        "panel": gate_panel(patient, user),
        "pauses": pause_lines(patient, user),
        "wishes": wish_lines(patient, context.pop("bound", None)),
        "form": PauseForm(),
        "may_write": may_at(patient, user, Right.TAKE_CONSENTS),
        **context,
    }
    return render_card(request, patient, "reach/reach.html", page, tab="reach", status=status)


@require_GET
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of the Overview, which asks for it once the rest is there."""
    patient = patient_for(request, pk, Right.SEE_WORDS)
    with timezone.override(patient.branch.zone):
        return render(request, "reach/doors.html", {"panel": gate_panel(patient, staff(request))})


@require_POST
def pauses(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave this person in peace; “never” is asked about first."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show(request, patient, 422, form=form)
    said = form.cleaned_data
    if said["ground"] == PauseGround.NEVER and "sure" not in request.POST:
        return _show(request, patient, 422, form=form, asks_never=True)
    try:
        made = pause_contact(patient, by=staff(request), **said)
    except Refused as refused:
        form.add_error("until", refused.message)
        return _show(request, patient, 422, form=form)
    say(request, _("Left in peace: %(why)s.") % {"why": made.get_ground_display()}, undo=_end_url(made))
    return redirect("web:card_reach", patient.pk)


def _end_url(pause: Pause) -> str:
    return reverse("web:card_pause_end", args=[pause.patient_id, pause.pk])


@require_POST
def pause_end(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """They may be turned to again."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    found = get_object_or_404(Pause, pk=pause, patient=patient)
    with refusals_said(request):
        end_pause(found, by=staff(request))
        undo = reverse("web:card_pause_end_undo", args=[patient.pk, found.pk])
        say(request, _("The pause is over: they may be turned to again."), undo=undo)
    return redirect("web:card_reach", patient.pk)


@require_POST
def pause_end_undo(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """It was not meant: the pause holds as before."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    resume_pause(get_object_or_404(Pause, pk=pause, patient=patient))
    say(request, _("The pause holds again."))
    return redirect("web:card_reach", patient.pk)


@require_POST
def hours(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """The hours that they wish for calls, or for messages."""
    patient, kept = _wish(request, pk, way)
    form = hours_form(way, kept, request.POST)
    if form.is_valid():
        with refusals_in(form, "closes"):
            wish_hours(patient, way, by=staff(request), **form.cleaned_data)
            say(request, _("Saved."))
            return redirect("web:card_reach", patient.pk)
    return _show(request, patient, 422, bound={way: form})


@require_POST
def hours_removal(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """The hours of the clinic hold for them again."""
    patient, kept = _wish(request, pk, way)
    if kept is not None:
        forget_wish(kept)
        say(request, _("The hours of the clinic hold again."))
    return redirect("web:card_reach", patient.pk)


def _wish(request: HttpRequest, pk: int, way: str) -> tuple[Patient, Any]:
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    if way not in Way.values:
        raise Http404
    return patient, patient.hours_wishes.filter(way=way).first()
