"""Prospects as a board."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.people.models.standing import GRADES, Scheme
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.ids import number_of
from rapport.web.patients.sections import sections
from rapport.web.prospects.board import Narrowed, board, column


@require_GET
def prospects(request: HttpRequest) -> HttpResponse:
    """The board, narrowed by branch and source. Who may see no classes is told so."""
    narrowed = Narrowed.read(staff(request), request.GET)
    columns = board(narrowed) if narrowed.user.may(Right.SEE_VALUE) else []
    context = {
        "narrowed": narrowed,
        "columns": columns,
        "number": sum(one.people for one in columns),
        "sections": sections(narrowed.user, "web:patients_prospects"),
    }
    return render(request, "prospects/board.html", context)


@require_GET
def prospects_column(request: HttpRequest, grade: str) -> HttpResponse:
    """The next cards of one column, which the button below it is replaced with."""
    start = number_of(request.GET.get("start", ""), digits=5)
    if grade not in GRADES[Scheme.PROSPECT] or start is None:
        raise Http404
    narrowed = Narrowed.read(staff(request), request.GET)
    return render(request, "prospects/cards.html", {"column": column(narrowed, grade, start)})
