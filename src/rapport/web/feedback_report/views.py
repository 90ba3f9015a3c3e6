"""The report of surveys, slips and complaints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.feedback.scores import Dimension
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.feedback.frame import tabs
from rapport.web.feedback_report.pages import ALL, PERIODS, Question, report_page

_USUAL = 3


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Branch, time and dimension stand in the address; what is not understood counts as not said."""
    user = staff(request)
    branches = list(Branch.objects.visible_to(user, Right.SEE_FEEDBACK))
    said = request.GET.get("dimension", Dimension.OVERALL)
    asked = Question(
        next((one for one in branches if str(one.pk) == request.GET.get("branch")), None),
        branches,
        next((n for n, _label in PERIODS if str(n) == request.GET.get("months")), _USUAL),
        "" if said == ALL else said if said in Dimension.values else Dimension.OVERALL,
    )
    context = {
        **asked.choices(),
        "page": report_page(user, asked),
        "asked": asked,
        "tabs": tabs(user, "web:feedback_report"),
    }
    return render(request, "feedback_report/report.html", context)
