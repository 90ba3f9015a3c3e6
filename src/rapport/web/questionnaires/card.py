"""The questionnaire on the card: what was answered, what differs from the record, and settling that (BAS-1)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.refusal import Refused
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.people.actions import Outdated
from rapport.people.models import Patient, QuestionnaireAnswer
from rapport.people.questionnaires import leave_answer, take_over_answer
from rapport.people.reading import read_file
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.questionnaires.pages import READS, may_settle, parts_of, tab_page


@require_GET
def tab(request: HttpRequest, pk: int) -> HttpResponse:
    return show_tab(request, patient_for(request, pk))


def show_tab(request: HttpRequest, patient: Patient, **said: object) -> HttpResponse:
    read_file(patient, READS)
    user = staff(request)
    context = {
        "page": tab_page(patient, user),
        "channels": BY_MESSAGE,
        "may_write": may_at(patient, user, Right.WRITE_MESSAGES),
        **said,
    }
    return render_card(request, patient, "questionnaires/tab.html", context, tab="questionnaire")


@require_GET
def given(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One that was filled in, whole, to be read and printed."""
    patient = patient_for(request, pk)
    known = (
        patient.questionnaires.given().select_related("sheet", "opened_by", "ended_by").prefetch_related("answers")
    )
    found = get_object_or_404(known, pk=number)
    context = {"one": found, "parts": parts_of(found, patient, staff(request))}
    return render_card(request, patient, "questionnaires/given.html", context, tab="questionnaire")


@require_POST
def settling(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """Take an answer over into the record, or leave the record as it is."""
    patient = patient_for(request, pk, Right.EDIT_PATIENTS)
    known = QuestionnaireAnswer.objects.select_related("questionnaire").filter(questionnaire__patient=patient)
    if not may_at(patient, staff(request), Right.SEE_CARE):
        known = known.filter(care=False)
    found = get_object_or_404(known, pk=answer)
    if not may_settle(found.key, patient, staff(request)):
        raise Http404
    try:
        if request.POST.get("word") == "take":
            take_over_answer(found, shown=request.POST.get("shown", ""), by=staff(request))
            say(request, _("Taken over into the record."))
        else:
            leave_answer(found, by=staff(request))
            say(request, _("The record stays as it is."))
    except Refused as refused:
        say_refused(request, refused.message)
    except Outdated:
        say_refused(
            request, _("The record was changed meanwhile, and nothing was taken over. Look at both again.")
        )
    return redirect("web:card_questionnaire", patient.pk)
