"""Pages without signing in: to say what was not right, and to follow it by a private link (CMP-1, CMP-8)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from rapport.feedback.complaints import (
    NewComplaint,
    add_words,
    close_complaint,
    complaint_of,
    new_token,
    raise_with_link,
    steps_done,
)
from rapport.feedback.models import EIGHT_STEPS, Complaint, ComplaintMove, Heard
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.limits import too_many
from rapport.web.saying.forms import AddingForm, SayingForm, ScoreForm
from rapport.web.squares import squares_of

# complaints of one address in ten minutes: a waiting room behind one router, not a machine
_MOST_SAID, _SECONDS = 10, 600
# links that lead nowhere, of one address in ten minutes
_MOST_GUESSES = 60


@require_http_methods(["GET", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """Say what was not right; opening the page writes nothing. The branch stands in the address."""
    branches = list(Branch.objects.order_by("pk"))
    wanted = request.GET.get("branch", "")
    branch = next((one for one in branches if str(one.pk) == wanted), branches[0] if len(branches) == 1 else None)
    language = _language(request, branch.language if branch else "")
    return _in(language, request, lambda: _say(request, branch, branches, language))


def _say(request: HttpRequest, branch: Branch | None, branches: list[Branch], language: str) -> HttpResponse:
    form = SayingForm(request.POST or None)
    context = {
        "form": form,
        "clinic": branch or "",
        "branch": branch,
        "branches": branches,
        "languages": LANGUAGES,
        "language": language,
    }
    if request.method == "POST" and branch is not None:
        if too_many(request, "say", most=_MOST_SAID, seconds=_SECONDS):
            return _closed(request, busy=True)
        if form.is_valid():
            told = dict(form.cleaned_data)
            if told.pop("website"):  # a machine: it is thanked, and nothing is kept
                return render(request, "saying/thanks.html", context)
            token = told.pop("token") or new_token()
            raise_with_link(NewComplaint(branch, Heard.LINK, **told), token)
            return redirect(f"{reverse('web:said', args=[token])}?language={language}")
    return render(request, "saying/say.html", context, status=422 if form.is_bound and branch else 200)


@require_http_methods(["GET", "POST"])
def said(request: HttpRequest, token: str) -> HttpResponse:
    """Follow what one said: how far it is, what was agreed; add to it, and say at its end how satisfied one is."""
    complaint = complaint_of(token)
    language = _language(request, complaint.branch.language if complaint else "")
    return _in(language, request, lambda: _said(request, complaint, language))


def _said(request: HttpRequest, complaint: Complaint | None, language: str) -> HttpResponse:
    if complaint is None:
        return _closed(request, busy=too_many(request, "said", most=_MOST_GUESSES, seconds=_SECONDS))
    adding, score = AddingForm(), ScoreForm()
    if request.method == "POST":
        if too_many(request, "say", most=_MOST_SAID, seconds=_SECONDS):
            return _closed(request, busy=True)
        try:
            if "points" in request.POST:
                score = ScoreForm(request.POST)
                done = score.is_valid() and close_complaint(complaint, score.cleaned_data["points"])
            else:
                adding = AddingForm(request.POST)
                done = adding.is_valid() and add_words(complaint, adding.cleaned_data["words"])
            if done:
                return redirect(request.get_full_path())
        except Refused as refused:
            adding.add_error(None, refused.message) if adding.is_bound else score.add_error(None, refused.message)
    wrong = adding.is_bound or score.is_bound
    return render(
        request, "saying/said.html", _told(complaint, adding, score, language), status=422 if wrong else 200
    )


def _told(complaint: Complaint, adding: AddingForm, score: ScoreForm, language: str) -> dict[str, object]:
    """What the other side may read: how far it is, and what was agreed with them; nothing else of the words."""
    steps = list(complaint.steps.all())
    agreed = [step.words for step in steps if step.move == ComplaintMove.AGREED and not step.skipped]
    return {
        "complaint": complaint,
        "clinic": complaint.branch,
        "done": steps_done([step.move for step in steps]),
        "all": len(EIGHT_STEPS),
        "agreed": agreed[-1] if agreed and complaint.solved_at else "",
        "mine": [step.words for step in steps if step.move in (ComplaintMove.RAISED, ComplaintMove.ADDED)],
        "adding": adding,
        "score": score,
        "languages": LANGUAGES,
        "language": language,
    }


@require_GET
def poster(request: HttpRequest, branch: int) -> HttpResponse:
    """A sheet for the wall of a branch: the page for clients as a code to scan."""
    here = Branch.objects.visible_to(staff(request), Right.SEE_FEEDBACK).filter(pk=branch).first()
    if here is None:
        raise Http404
    url = request.build_absolute_uri(f"{reverse('web:say')}?branch={here.pk}")
    context = {"branch": here, "url": url, "code": squares_of(url)}
    return render(request, "saying/poster.html", context)


def _language(request: HttpRequest, of_branch: str) -> str:
    """The one chosen on the page, else the browser's, else the branch's."""
    known = dict(LANGUAGES)
    wanted = [request.GET.get("language", ""), translation.get_language_from_request(request), of_branch]
    return next((code for code in wanted if code in known), "en")


def _in(language: str, request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = answer()
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["Content-Language"] = language
    return response


def _closed(request: HttpRequest, *, busy: bool) -> HttpResponse:
    return render(request, "consents/closed.html", {"busy": busy, "languages": ()}, status=429 if busy else 404)
