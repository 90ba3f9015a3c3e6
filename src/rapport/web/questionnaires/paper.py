"""For clients who write on paper: an empty questionnaire to print, and typing in what was written (BAS-1)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.lib.refusal import Refused
from rapport.people.consents.texts import body_in_force
from rapport.people.language import language_spoken
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent_text import Purpose
from rapport.people.questionnaires import (
    Unanswered,
    consent_missing,
    give_questionnaire,
    open_on_paper,
    sheet_of,
)
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.questionnaires.asking import whole


@require_GET
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty one on A4, consents first, in the language of the person or in the one chosen."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(LANGUAGES) else language_spoken(patient)
    nobody = _nobody(patient)
    with translation.override(language):
        context = {
            "patient": patient,
            "clinic": patient.branch,
            "texts": [(purpose, body_in_force(patient.branch, purpose, language)[0]) for purpose in Purpose],
            "sections": whole(sheet_of(nobody), nobody, language, {}),
            "languages": LANGUAGES,
            "language": language,
        }
        return render(request, "questionnaires/blank.html", context)


def _nobody(patient: Patient) -> Questionnaire:
    """One into which nothing is written but the name: whoever finds the paper learns no more."""
    one = Questionnaire(patient=patient)
    one.draft = {key: [patient.full_name] if key == "full_name" else [] for key in sheet_of(one).questions}
    return one


@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in what was written on paper. The consent on paper is written down before."""
    patient = patient_for(request, pk, Right.TAKE_CONSENTS)
    try:
        one = open_on_paper(patient, by=staff(request))
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect("web:card_questionnaire", patient.pk)
    if request.method != "POST":
        return _form(request, one, {})
    one.draft = {key: request.POST.getlist(key) for key in sheet_of(one).questions if key in request.POST}
    try:
        give_questionnaire(one, one.draft, by=staff(request))
    except Unanswered as refused:
        return _form(request, one, {"": refused.message, **refused.wrong})
    except Refused as refused:
        return _form(request, one, {"": refused.message})
    say(request, _("The questionnaire is kept."))
    return redirect("web:card_questionnaire", patient.pk)


def _form(request: HttpRequest, one: Questionnaire, wrong: Mapping[str, str]) -> HttpResponse:
    context = {
        "sections": whole(sheet_of(one), one, translation.get_language() or "en", wrong),
        "wrong": wrong.get("", ""),
        "no_consent": consent_missing(one.patient),
    }
    status = 422 if wrong else None
    return render_card(
        request, one.patient, "questionnaires/paper.html", context, tab="questionnaire", status=status
    )
