"""The morning: today's appointments and what to mind."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rapport.feedback.meeting import to_do
from rapport.people.models import Patient
from rapport.people.norms import where_they_are
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.addresses import query_of
from rapport.web.ids import id_of
from rapport.web.sight import Sight
from rapport.web.tabs import Tab, branch_tabs
from rapport.web.today.due import due_today
from rapport.web.today.issues import issues_of, proposed
from rapport.web.today.meeting import meeting_on, read_day
from rapport.web.today.pages import UNDER, VIEWS, TodayPage, today_page, told

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
    day = read_day(request.GET.get("day", ""), branch)
    view, dentist = request.GET.get("view", ""), request.GET.get("dentist", "")
    page = today_page(branch, day, user, view=view, dentist=dentist)
    if not page.counts[""] and not Patient.objects.visible_to(user).exists():
        return render(request, "today/nothing.html", {"may_import": user.may(Right.IMPORT)})
    issues = issues_of(branch, day, user)
    with timezone.override(branch.zone):
        context = _beside(page, user) | _links(page, branches, view, dentist)
        context |= {"page": page, "issues": issues, "proposed": proposed(issues, page.coming)}
        return render(request, "today/today.html", context)


def _beside(page: TodayPage, user: User) -> dict[str, object]:
    """What is shown beside the appointments: the meeting, what waits for `user`, and what is due today."""
    branch = page.branch
    # what is talked over in the morning is of named people: not while a client looks at the screen
    meets = user.may_at(Right.SEE_FEEDBACK, branch.pk)
    return {
        "meets": meets,
        **meeting_on(branch, page.day),
        "sight": Sight.at(user, branch.pk),
        "doing": list(to_do(user, branch).select_related("meeting")) if page.is_today and meets else [],
        "told": told(user, MENTIONS_SHOWN),
        "due": due_today(branch, user) if page.is_today and meets else None,
        "norms": where_they_are(branch) if page.is_today and _reads_norms(user, branch) else [],
    }


def _reads_norms(user: User, branch: Branch) -> bool:
    """Who writes people down, and not while a client looks at the screen."""
    return user.may_at(Right.EDIT_PATIENTS, branch.pk) and not user.at_counter


def _links(page: TodayPage, branches: list[Branch], view: str, dentist: str) -> dict[str, object]:
    """Everything that can be switched, each with the URL that switches it and keeps the rest."""

    def url(**changed: object) -> str:
        state = {"branch": page.branch.pk, "day": page.day, "view": view, "dentist": dentist} | changed
        if page.is_today and "day" not in changed:
            state["day"] = ""
        return f"{reverse('web:today')}?{query_of(state)}"

    return {
        "figures": [(page.counts[name], UNDER.get(name, "")) for name, _label, _fits in VIEWS],
        "views": [Tab(url(view=name), label, name == view, page.counts[name]) for name, label, _fits in VIEWS],
        "branches": branch_tabs(branches, page.branch, lambda pk: url(branch=pk, dentist="")),
        "dentists": [Tab(url(dentist=""), _("All dentists"), dentist not in page.dentists)]
        + [Tab(url(dentist=name), name, name == dentist) for name in page.dentists],
        "previous": url(day=page.day - timedelta(days=1)),
        "next": url(day=page.day + timedelta(days=1)),
        "back": url(day=""),
    }


@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """The day to print: one A4 page for all, or one for each dentist (CMP-7)."""
    user = staff(request)
    branches = Branch.objects.visible_to(user, Right.SEE_TODAY)
    asked = id_of(request.GET.get("branch", ""))
    branch = get_object_or_404(branches, pk=asked) if asked else None
    branch = branch or get_list_or_404(branches)[0]
    day = read_day(request.GET.get("day", ""), branch)
    whole = today_page(branch, day, user)
    pages = [(name, today_page(branch, day, user, dentist=name)) for name in whole.dentists]
    with timezone.override(branch.zone):
        context = {
            "pages": pages or [("", whole)],
            "page": whole,
            "proposed": proposed(issues_of(branch, day, user), whole.coming),
            "meets": user.may_at(Right.SEE_FEEDBACK, branch.pk),
            "initials": "initials" in request.GET,
            **meeting_on(branch, day),
            "sight": Sight.at(user, branch.pk),
        }
        return render(request, "today/sheets.html", context)
