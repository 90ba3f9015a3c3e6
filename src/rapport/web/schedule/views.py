"""The pages on which the front desk works with the calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from rapport.web.access import staff
from rapport.web.schedule.day import appointments_of, columns_of
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.scope import read_scope


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The day of a branch, by dentist or by chair."""
    user = staff(request)
    scope = read_scope(request, user)
    context = {
        "tabs": tabs(user, "web:schedule"),
        "scope": scope,
        "columns": columns_of(appointments_of(user, scope), scope.by),
    }
    with timezone.override(scope.branch.zone if scope.branch else None):
        return render(request, "schedule/day.html", context)
