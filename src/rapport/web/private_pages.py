"""Pages that a client opens by a private link, or to book: no one keeps them, no machine finds them."""

from __future__ import annotations

from django.http import HttpResponse


def told_to_nobody(response: HttpResponse, language: str, *, referrer: str = "no-referrer") -> HttpResponse:
    """`response` with the headers that say so; `language` is the one that it is written in."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Content-Language"] = language
    return response
