"""Pages for what went wrong: what happened, whether it was saved, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or sent from elsewhere; nothing was saved."""
    return render(request, "403_csrf.html", status=403)
