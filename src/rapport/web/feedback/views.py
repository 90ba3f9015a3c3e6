"""The pages of surveys: the board of the month (AFT-2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.web.access import staff
from rapport.web.feedback.frame import tabs


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Everyone treated in a month: who was reached, and who is still to be asked."""
    return render(request, "feedback/board.html", {"tabs": tabs(staff(request), "web:feedback")})
