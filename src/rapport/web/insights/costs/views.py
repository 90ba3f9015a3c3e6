"""What winning, keeping and losing clients costs, and where an owner notes what was spent (LOY-5)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.outreach.outlays import note_outlays
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.addresses import query_of
from rapport.web.htmx import say
from rapport.web.insights.base.look import Look
from rapport.web.insights.costs.forms import OutlayForm
from rapport.web.insights.costs.pages import BAR, ROW, costs_page
from rapport.web.insights.scope import Scope, read_scope
from rapport.web.refusals import refusals_in


@require_GET
def costs(request: HttpRequest) -> HttpResponse:
    scope = read_scope(request)
    return render(request, "insights/costs/costs.html", _context(request, scope))


@require_POST
def outlays(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a branch spent in a month."""
    user = staff(request)
    branches = Branch.objects.visible_to(user, Right.MANAGE_CLINIC)
    branch = get_object_or_404(branches.visible_to(user, Right.SEE_MONEY), pk=pk)
    form = OutlayForm(branch, request.POST)
    if form.is_valid():
        with refusals_in(form, "month"):
            note_outlays(branch, form.cleaned_data["month"], form.amounts, by=user)
    if form.errors:
        scope = Scope(branch, list(Branch.objects.visible_to(user, Right.SEE_INSIGHTS)), 12, branch.today())
        return render(request, "insights/costs/costs.html", _context(request, scope, form), status=422)
    month = date_format(form.cleaned_data["month"], "YEAR_MONTH_FORMAT")
    say(request, _("What was spent in %(month)s is noted.") % {"month": month})
    return redirect(f"{reverse('web:insights_costs')}?{query_of({'branch': branch.pk})}")


def _context(request: HttpRequest, scope: Scope, form: OutlayForm | None = None) -> dict[str, object]:
    page = costs_page(Look(staff(request), scope))
    one = page.branches[0] if len(page.branches) == 1 else None
    return {
        "page": page,
        "scope": scope,
        "views": scope.views("web:insights_costs"),
        "one": one,
        "form": form or (OutlayForm(one.branch) if one and one.may_note else None),
        "bar": BAR,
        "row": ROW,
    }
