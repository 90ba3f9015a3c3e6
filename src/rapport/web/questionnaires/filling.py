"""The page on which a client fills in the questionnaire (BAS-1): opened by a token, nobody being signed in.

Messengers and filters open links by themselves: opening changes nothing. Only what is sent does. From here no way
leads into the rest of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rapport.lib.refusal import Refused
from rapport.people.language import language_spoken
from rapport.people.models import Questionnaire, Signing
from rapport.people.models.questionnaire import FilledThrough, Outcome
from rapport.people.questionnaires import (
    Unanswered,
    consent_missing,
    consents_asked,
    give_questionnaire,
    is_over,
    questionnaire_of,
    refuse_to_fill_in,
    save_draft,
    sheet_of,
    sign_consents,
)
from rapport.people.questionnaires.answers import read_answers
from rapport.staff.models.branch import LANGUAGES
from rapport.web.consents.signing import answers_sent, asked_on, signature_sent
from rapport.web.htmx import render_page
from rapport.web.ids import number_of
from rapport.web.limits import too_many
from rapport.web.private_pages import answer_privately, language_for
from rapport.web.questionnaires.asking import section_with, step_of, steps_before

# of one address in ten minutes: links that lead nowhere; and what is sent, of a waiting room behind one router
_MOST_GUESSES, _MOST_SENT, _SECONDS = 60, 1_200, 600

View = Callable[[HttpRequest, Questionnaire, str], HttpResponse]


def _by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """`view` of the questionnaire that the link leads to, as long as it can be filled in, in their language.

    Who holds the token is who may ask: a phone that opens a link from a message has no cookie to show.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        found = questionnaire_of(token)
        language = language_for(request, *([found.language, language_spoken(found.patient)] if found else []))
        return answer_privately(
            request, language, lambda: _open(request, found, language, view) if found else _leads_nowhere(request)
        )

    return answer


def _open(request: HttpRequest, found: Questionnaire, language: str, view: View) -> HttpResponse:
    """Thanks for what was given, which nobody reads here; what to do where it cannot be given any more."""
    on_tablet = found.through == FilledThrough.TABLET
    if found.ended_at is not None:
        given = found.ended_how == Outcome.GIVEN
        return _end(request, found, "questionnaires/thanks.html", 200, given=given, on_tablet=on_tablet)
    if is_over(found):
        return _end(request, found, "questionnaires/closed.html", 410)
    if request.method == "POST" and too_many(request, "questionnaire", most=_MOST_SENT, seconds=_SECONDS):
        return _end(request, found, "questionnaires/closed.html", 429, busy=True)
    return view(request, found, language)


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def questionnaire(request: HttpRequest, found: Questionnaire, language: str) -> HttpResponse:
    """The consents first; then a section a page. POST keeps what was typed, and goes on, back, or sends it."""
    if consent_missing(found.patient):
        return _consents(request, found, language)
    number = _step(request, found)
    if request.method != "POST":
        return _page(request, found, number, language, {})
    sections = sheet_of(found).sections
    section = sections[number]
    sent = {one.key: request.POST.getlist(one.key) for one in section.questions}
    if not save_draft(found, sent, language):
        return redirect(_address(request, number, language))
    if "back" in request.POST:
        return redirect(_address(request, max(number - 1, 0), language))
    _given, wrong = read_answers(section.questions, sent, found.patient.branch)
    if wrong:
        return _page(request, found, number, language, wrong)
    if number + 1 < len(sections):
        return redirect(_address(request, number + 1, language))
    return _send(request, found, number, language)


def _send(request: HttpRequest, found: Questionnaire, number: int, language: str) -> HttpResponse:
    try:
        give_questionnaire(found, found.draft)
    except Unanswered as refused:
        return _page(request, found, section_with(sheet_of(found), refused.wrong), language, refused.wrong)
    except Refused as refused:
        return _page(request, found, number, language, {"": refused.message})
    return redirect(_address(request, 0, language))


def _consents(request: HttpRequest, found: Questionnaire, language: str) -> HttpResponse:
    """The first page; where the consent was withdrawn meanwhile nothing can be filled in by this link."""
    signing = consents_asked(found)
    if signing is None:
        return _end(request, found, "questionnaires/closed.html", 410)
    signing.patient = found.patient
    if request.method == "POST":
        try:
            answers, signature = answers_sent(request), signature_sent(request, language)
            sign_consents(found, signing, answers, signature)
        except Refused as refused:
            return _to_sign(request, found, signing, language, refused.message)
        return redirect(_address(request, 0, language))
    return _to_sign(request, found, signing, language)


def _to_sign(
    request: HttpRequest, found: Questionnaire, signing: Signing, language: str, wrong: str = ""
) -> HttpResponse:
    pages = steps_before(found) + len(sheet_of(found).sections)
    context = {
        **asked_on(request, signing, language, wrong),
        "questionnaire": found,
        "pages": pages,
        "page_number": 1,
        "refusal": _beside(request, "questionnaire_refusal", language),
    }
    template = "questionnaires/consents.html"
    return render_page(request, template, "consents/sign_form.html", context, 422 if wrong else None)


@require_POST
@_by_link
def draft(request: HttpRequest, found: Questionnaire, language: str) -> HttpResponse:
    """Keep what was typed: 204 to a script, else the page again, in the language that was chosen with it."""
    number = _step(request, found)
    sent = {one.key: request.POST.getlist(one.key) for one in sheet_of(found).sections[number].questions}
    kept = save_draft(found, sent, language)
    if request.headers.get("X-Draft"):
        return HttpResponse(status=204 if kept else 409)
    return redirect(_address(request, number, language))


@require_POST
@_by_link
def refusal(request: HttpRequest, found: Questionnaire, language: str) -> HttpResponse:
    """ "I do not want to fill this in": one tap, nothing that was typed is kept."""
    refuse_to_fill_in(found)
    return redirect(_address(request, 0, language))


def _page(
    request: HttpRequest, found: Questionnaire, number: int, language: str, wrong: Mapping[str, str]
) -> HttpResponse:
    sheet = sheet_of(found)
    before = steps_before(found)
    context = {
        "questionnaire": found,
        "clinic": found.patient.branch,
        "step": step_of(found, sheet, number, language, wrong),
        "pages": before + len(sheet.sections),
        "page_number": before + number + 1,
        "languages": LANGUAGES,
        "language": language,
        "wrong": wrong.get("") or (_("Look at the marked answers again. The others are kept.") if wrong else ""),
        "here": _address(request, number, language),
        "draft": _beside(request, "questionnaire_draft", language, step=number + 1),
        "drafts": [
            (code, name, _beside(request, "questionnaire_draft", code, step=number + 1))
            for code, name in LANGUAGES
        ],
        "refusal": _beside(request, "questionnaire_refusal", language),
    }
    return render(request, "questionnaires/step.html", context, status=422 if wrong else 200)


def _end(request: HttpRequest, found: Questionnaire, template: str, status: int, **said: object) -> HttpResponse:
    return render(request, template, {"clinic": found.patient.branch, **said}, status=status)


def _step(request: HttpRequest, found: Questionnaire) -> int:
    """The section that is asked for, from 0; the first for what is no number of one."""
    number = (number_of(request.GET.get("step", ""), digits=2) or 1) - 1
    return number if 0 <= number < len(sheet_of(found).sections) else 0


def _address(request: HttpRequest, number: int, language: str) -> str:
    return _beside(request, "questionnaire", language, step=number + 1)


def _beside(request: HttpRequest, name: str, language: str, **asked: int) -> str:
    """A page of the same link, in the language chosen."""
    assert request.resolver_match is not None
    token = request.resolver_match.kwargs["token"]
    return f"{reverse(f'web:{name}', args=[token])}?{urlencode({**asked, 'language': language})}"


def _leads_nowhere(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "questionnaire-guess", most=_MOST_GUESSES, seconds=_SECONDS)
    context = {"busy": busy, "nowhere": True}
    return render(request, "questionnaires/closed.html", context, status=429 if busy else 404)
