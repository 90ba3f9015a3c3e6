"""The desk hands a questionnaire over, sends it, or writes down why there is none (BAS-1)."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.lib.refusal import Refused
from rapport.outreach.questionnaires import send_questionnaire
from rapport.people.questionnaires import open_questionnaire, refuse_questionnaire
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.htmx import say, say_refused
from rapport.web.questionnaires.card import show_tab
from rapport.web.refusals import refusals_said
from rapport.web.squares import squares_of
from rapport.web.standing.taking_back import way_back


@require_POST
def handing(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand this device over, which signs the desk out on it, or show a code for another one. The device that
    fills it in holds the address of that one page, and nothing else."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    try:
        _opened, token = open_questionnaire(patient, by=staff(request), on_tablet=True)
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect("web:card_questionnaire", patient.pk)
    address = reverse("web:questionnaire", args=[token])
    if request.POST.get("on") == "tablet":
        logout(request)
        return redirect(address)
    url = request.build_absolute_uri(address)
    response = show_tab(request, patient, url=url, code=squares_of(url))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the person with a link."""
    patient = patient_for(request, pk, Right.WRITE_MESSAGES)
    with refusals_said(request):
        message = send_questionnaire(patient, request.POST.get("channel", ""), by=staff(request))
        undo = reverse("web:card_letter_taking_back", args=[patient.pk, message.pk])
        say(request, _("Written. It goes out in ten seconds, or when the hours allow it."), undo)
    return redirect("web:card_questionnaire", patient.pk)


@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: no time, not offered, did not want."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    with refusals_said(request):
        noted = refuse_questionnaire(patient, request.POST.get("reason", ""), by=staff(request))
        undo = way_back("questionnaire", noted, by=staff(request))
        say(request, _("Written down: %(reason)s.") % {"reason": noted.get_reason_display()}, undo)
    return redirect("web:card_questionnaire", patient.pk)
