"""What all pages have in common on which clients book, without anybody being signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES
from rapport.web.limits import too_many
from rapport.web.middleware import LANGUAGE_COOKIE
from rapport.web.private_pages import told_to_nobody

View = Callable[..., HttpResponse]
# the browser keeps what it holds, and who it is known as, for as long as the code is good for
HOLD_COOKIE, CODE_COOKIE = "booking", "booking-code"
# a form that is sent says from which page: forgeries are known by it
OUR_OWN = "same-origin"
_AN_HOUR, _A_YEAR = 60 * 60, 60 * 60 * 24 * 365
# pages of one address in ten minutes: a waiting room behind one router, not a machine
_MOST_PAGES, _SECONDS = 600, 600


class Elsewhere(Exception):  # noqa: N818 - nothing is wrong
    """The branch is booked under the name that it has today: the way there."""


def for_clients(view: View) -> View:
    """`view` in the language of the reader, kept nowhere; 429 to a machine."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            busy = too_many(request, "book", most=_MOST_PAGES, seconds=_SECONDS)
            try:
                response = closed(request, 429) if busy else view(request, *args, **kwargs)
            except Elsewhere as way:
                response = redirect(str(way))
        if request.GET.get("language") == language:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR, samesite="Lax", httponly=True)
        return told_to_nobody(response, language, referrer=OUR_OWN)

    return answer


def stay_under_its_name(request: HttpRequest, branch: Branch) -> None:
    """Raises Elsewhere where a page of `branch` was opened under another name than that of today."""
    match = request.resolver_match
    if request.method == "POST" or match is None:
        return
    here = reverse(match.view_name, kwargs={**match.kwargs, "branch": branch})
    if here != request.path:
        query = request.META.get("QUERY_STRING", "")
        raise Elsewhere(f"{here}?{query}" if query else here)


def language_of(request: HttpRequest, *others: str) -> str:
    """The one chosen on the page, else the first of `others` that is ours, else what the browser asks for."""
    known = dict(LANGUAGES)
    wanted = [request.GET.get("language", ""), *others, request.COOKIES.get(LANGUAGE_COOKIE, "")]
    asked = translation.get_language_from_request(request)
    return next((code for code in [*wanted, asked] if code in known), "en")


def page(
    request: HttpRequest, template: str, branch: Branch | None, status: int = 200, **told: Any
) -> HttpResponse:
    """One page of a branch, by its clock."""
    kept = {name: value for name, value in request.GET.items() if name != "language"}
    languages = [(code, name, f"?{urlencode({**kept, 'language': code})}") for code, name in LANGUAGES]
    context = {"clinic": branch or "", "branch": branch, "languages": languages, **told}
    with timezone.override(branch.zone if branch else None):
        return render(request, f"booking/{template}.html", context, status=status)


def closed(request: HttpRequest, status: int) -> HttpResponse:
    """There is nothing here (404), it is over (410), or somebody asks too much (429)."""
    return render(request, "booking/closed.html", {"status": status}, status=status)


def remember(request: HttpRequest, response: HttpResponse, name: str, token: str) -> HttpResponse:
    response.set_cookie(
        name, token, max_age=_AN_HOUR, path="/book/", samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
