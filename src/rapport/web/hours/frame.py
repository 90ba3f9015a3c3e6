"""The pages of hours and services: of which branch they speak, and their tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rapport.appointments.planning import Misplaced, misplaced, would_misplace
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.settings.pages import sections
from rapport.web.tabs import Tab, branch_tabs

MOVED = "web:hours_to_be_moved"
# (name of the URL, label, beginning of the names of the pages that belong to it)
_TABS = (
    ("web:hours_weeks", _("Working hours"), "web:hours_week"),
    ("web:hours_absences", _("Absences and extra days"), ("web:hours_absence", "web:hours_extra")),
    (MOVED, _("To be moved"), MOVED),
    ("web:hours_chairs", _("Chairs"), "web:hours_chair"),
    ("web:hours_services", _("Services"), "web:hours_service"),
    ("web:hours_terms", _("Terms of booking"), "web:hours_terms"),
)
SERVICES = "web:hours_services"


def branch_for(request: HttpRequest, pk: int) -> Branch:
    """The branch, if the reader keeps its hours; what may not be seen does not exist."""
    return get_object_or_404(Branch.objects.visible_to(staff(request), Right.KEEP_HOURS), pk=pk)


def keeps_all(user: User) -> bool:
    """Whether `user` keeps the hours of every branch: what is of the house is changed by nobody else."""
    ids = user.branches_where(Right.KEEP_HOURS)
    return ids is None or not Branch.objects.exclude(pk__in=ids).exists()


def render_hours(
    request: HttpRequest, template: str, branch: Branch | None, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of `branch`, by its clock; None: of the house, with the way to the first branch."""
    branches = list(Branch.objects.visible_to(staff(request), Right.KEEP_HOURS))
    spoken_of = branch or next(iter(branches), None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    frame = {
        "sections": sections(request),
        "branch": branch,
        "keeps_all": keeps_all(staff(request)),
        "views": _tabs(spoken_of, here),
        "branches": _branches(branches, branch, here) if branch else [],
    }
    with timezone.override(branch.zone if branch else None):
        return render(request, f"hours/{template}.html", {**frame, **context}, status=status)


def carry_out(form: forms.BaseForm, change: Callable[[], object], *branches: Branch) -> list[Misplaced]:
    """Do it, unless appointments at `branches` would have to be moved and nobody has said “all the same” yet.

    Gives these. What is refused stands in the errors of the form: done is what is valid and gives none.
    """
    try:
        left = [] if "all_the_same" in form.data else would_misplace(change, branches)
        if not left:
            change()
    except Refused as refused:
        form.add_error(None, refused.message)
        return []
    return left


def _tabs(branch: Branch | None, here: str) -> list[Tab]:
    return [
        Tab(
            reverse(name, args=[] if name == SERVICES else [branch.pk]),
            label,
            here.startswith(family),
            (len(misplaced(branch)) or None) if name == MOVED else None,
        )
        for name, label, family in _TABS
        if branch is not None
    ]


def _branches(branches: list[Branch], branch: Branch, here: str) -> list[Tab]:
    """The same tab of another branch."""
    tab = next((name for name, _label, family in _TABS if here.startswith(family)), "web:hours_weeks")
    return branch_tabs(branches, branch, lambda pk: reverse(tab, args=[pk]))
