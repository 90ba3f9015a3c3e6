"""The page on which a client says how it was (AFT-6): opened by a private link, without anybody being signed in.

Messengers and filters open links by themselves: opening changes nothing. Only what is sent does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rapport.feedback.answering import (
    Answers,
    answer_survey,
    decline_survey,
    draft_of,
    link_is_over,
    save_draft,
    survey_of,
)
from rapport.feedback.models import Ending, Survey, Through
from rapport.feedback.questions import sheet_of
from rapport.lib.refusal import Refused
from rapport.staff.models.branch import LANGUAGES
from rapport.web.limits import too_many
from rapport.web.private_pages import answer_privately, language_for
from rapport.web.surveys.pages import language_of, page_of
from rapport.web.surveys.reading import read_answers

# of one address in ten minutes: links that lead nowhere; and taps, of a waiting room behind one router
_MOST_GUESSES, _MOST_TAPS, _SECONDS = 60, 1_200, 600

View = Callable[[HttpRequest, Survey, str], HttpResponse]


def _by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """`view` of the survey that the link leads to, as long as it can be answered, in the reader's language.

    Who holds the token is who may ask: a phone that opens a link from a message has no cookie to show.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        survey = survey_of(token)
        language = language_for(request, language_of(survey) if survey else "")
        return answer_privately(
            request, language, lambda: view(request, survey, language) if survey else _leads_nowhere(request)
        )

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def survey(request: HttpRequest, survey: Survey, language: str) -> HttpResponse:
    """Ask (GET), or take the answer (POST): once, whoever comes later is thanked."""
    if over := _over(request, survey):
        return over
    if request.method != "POST":
        return _page(request, survey, draft_of(survey), language)
    answers = read_answers(request.POST, sheet_of(survey), language)
    try:
        answer_survey(survey, answers, through=Through.LINK)
    except Refused as refused:
        return _page(request, survey, answers, language, refused.message)
    return redirect(request.path)


@require_POST
@_by_link
def draft(request: HttpRequest, survey: Survey, language: str) -> HttpResponse:
    """Keep what was tapped: 204 to a script, else the page again, in the language that was chosen with it."""
    if too_many(request, "survey-draft", most=_MOST_TAPS, seconds=_SECONDS):
        return HttpResponse(status=429)
    kept = save_draft(survey, read_answers(request.POST, sheet_of(survey), language))
    if request.headers.get("X-Draft"):
        return HttpResponse(status=204 if kept else 409)
    return redirect(_address(request, survey))


@require_POST
@_by_link
def refusal(request: HttpRequest, survey: Survey, language: str) -> HttpResponse:
    """ "I do not want to answer": one tap, no reason."""
    if over := _over(request, survey):
        return over
    decline_survey(survey)
    return redirect(_address(request, survey))


def _address(request: HttpRequest, survey: Survey) -> str:
    """The page itself, in the language chosen on it."""
    assert request.resolver_match is not None
    page = reverse("web:survey_link", kwargs=request.resolver_match.kwargs)
    chosen = request.GET.get("language", "")
    return f"{page}?{urlencode({'language': chosen})}" if chosen in dict(LANGUAGES) else page


def _over(request: HttpRequest, survey: Survey) -> HttpResponse | None:
    """Thanks for what was answered, whose answers nobody sees here; what to do where it cannot be any more."""
    context = {"clinic": survey.branch, "declined": survey.ended_how == Ending.DECLINED}
    if survey.ended_how in (Ending.ANSWERED, Ending.NOT_ASKED):
        return render(request, "surveys/thanks.html", context)
    if link_is_over(survey):
        return render(request, "surveys/over.html", context, status=410)
    if context["declined"] and request.method != "POST" and "again" not in request.GET:
        return render(request, "surveys/thanks.html", context)
    return None


def _page(request: HttpRequest, survey: Survey, given: Answers, language: str, wrong: str = "") -> HttpResponse:
    context = {
        "page": page_of(survey, sheet_of(survey), given, language),
        "clinic": survey.branch,
        "languages": LANGUAGES,
        "language": language,
        "wrong": wrong,
        "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
    }
    return render(request, "surveys/survey.html", context, status=422 if wrong else 200)


def _leads_nowhere(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "survey", most=_MOST_GUESSES, seconds=_SECONDS)
    return render(request, "surveys/nowhere.html", {"busy": busy}, status=429 if busy else 404)
