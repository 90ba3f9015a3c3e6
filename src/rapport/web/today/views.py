"""The morning: today's appointments and what to mind."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.today.due import due_today
from rapport.web.today.pages import VIEWS, TodayPage, today_page, told

# more wait behind them
MENTIONS_SHOWN = 20


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The day of one branch; which day, branch, dentist and view stand in the URL."""
    user = staff(request)
    branches = list(Branch.objects.visible_to(user, Right.SEE_TODAY))
    if not branches:
        return render(request, "today/nothing.html", {"nobody": True})
    asked = request.GET.get("branch", "")
    branch = next((b for b in branches if str(b.pk) == asked), branches[0])
    day = _day(request.GET.get("day", ""), branch)
    view, dentist = request.GET.get("view", ""), request.GET.get("dentist", "")
    page = today_page(branch, day, user, view=view, dentist=dentist)
    if not page.counts[""] and not Patient.objects.visible_to(user).exists():
        return render(request, "today/nothing.html", {"may_import": user.may(Right.IMPORT)})
    with timezone.override(branch.zone):
        context = {
            "page": page,
            "told": told(user, MENTIONS_SHOWN),
            "due": due_today(branch, user) if page.is_today else None,
            **_links(page, branches, view, dentist),
        }
        return render(request, "today/today.html", context)


def _day(text: str, branch: Branch) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return branch.today()
    # a day whose neighbours exist too
    few = timedelta(days=7)
    return day if date.min + few < day < date.max - few else branch.today()


def _links(page: TodayPage, branches: list[Branch], view: str, dentist: str) -> dict[str, object]:
    """Everything that can be switched, each with the URL that switches it and keeps the rest."""

    def url(**changed: object) -> str:
        state = {"branch": page.branch.pk, "day": page.day, "view": view, "dentist": dentist} | changed
        if page.is_today and "day" not in changed:
            state["day"] = ""
        kept = {name: value for name, value in state.items() if value}
        return f"{reverse('web:today')}?{urlencode(kept)}"

    return {
        "views": [
            {"url": url(view=name), "label": label, "current": name == view, "count": page.counts[name]}
            for name, label, _fits in VIEWS
        ],
        "branches": [
            {"url": url(branch=b.pk, dentist=""), "label": b, "current": b == page.branch} for b in branches
        ],
        "dentists": [{"url": url(dentist=""), "label": None, "current": dentist not in page.dentists}]
        + [{"url": url(dentist=name), "label": name, "current": name == dentist} for name in page.dentists],
        "previous": url(day=page.day - timedelta(days=1)),
        "next": url(day=page.day + timedelta(days=1)),
        "back": url(day=""),
    }
