"""Pages that a client opens by a private link, or to book: no one keeps them, no machine finds them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from rapport.staff.models.branch import LANGUAGES


def answer_privately(
    request: HttpRequest, language: str, answer: Callable[[], HttpResponse], *, referrer: str = "no-referrer"
) -> HttpResponse:
    """What `answer` gives, in `language` and told to nobody."""
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = answer()
    return told_to_nobody(response, language, referrer=referrer)


def told_to_nobody(response: HttpResponse, language: str, *, referrer: str = "no-referrer") -> HttpResponse:
    """`response` with the headers that say so; `language` is the one that it is written in."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Content-Language"] = language
    return response


def language_for(request: HttpRequest, *others: str) -> str:
    """The one chosen on the page, else the first of `others` that is ours, else the browser's."""
    known = dict(LANGUAGES)
    wanted = (request.GET.get("language", ""), *others)
    return next((code for code in wanted if code in known), translation.get_language() or "en")
