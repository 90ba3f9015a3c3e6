"""Settings: after which treatment somebody is called, when, and what is asked (AFT-1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.feedback.models import CareCallPlan
from rapport.web.care_plans.forms import CarePlanForm
from rapport.web.htmx import say
from rapport.web.settings.pages import sections


@require_GET
def care_plans(request: HttpRequest) -> HttpResponse:
    """The plan of all categories, in the order of the days."""
    language = get_language() or "en"
    plans = CareCallPlan.objects.select_related("category")
    lines = [(plan, plan.words.get(language) or plan.words.get("en", "")) for plan in plans]
    return render(request, "care_plans/list.html", {"lines": lines, "sections": sections(request)})


@require_http_methods(["GET", "POST"])
def care_plan_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, CareCallPlan(), _("New care call"))


@require_http_methods(["GET", "POST"])
def care_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Calls that were made by it stay; those to come follow the changed one."""
    found = get_object_or_404(CareCallPlan.objects.select_related("category"), pk=pk)
    return _edit(request, found, str(found))


def _edit(request: HttpRequest, plan: CareCallPlan, title: str) -> HttpResponse:
    form = CarePlanForm(request.POST or None, instance=plan)
    if form.is_bound and form.is_valid():
        say(request, _("Saved: %(what)s") % {"what": form.save()})
        return redirect("web:care_plans")
    context = {"form": form, "title": title, "sections": sections(request)}
    return render(request, "care_plans/form.html", context, status=422 if form.is_bound else 200)
