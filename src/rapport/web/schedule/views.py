"""The day of a branch, on which the front desk works with the calendar (BOO-1, BOO-4)."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from rapport.web.access import staff
from rapport.web.htmx import render_page
from rapport.web.schedule.calendar import calendar_of
from rapport.web.schedule.day import read_day
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.looks import LOOKS
from rapport.web.schedule.scope import read_scope


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """By dentist or by chair, or the week of one dentist."""
    return show_day(request)


def show_day(request: HttpRequest, **more: object) -> HttpResponse:
    """The page as the address asks for it; for htmx the part that changes."""
    user = staff(request)
    scope = read_scope(request, user)
    with timezone.override(scope.branch.zone if scope.branch else None):
        found = read_day(user, scope)
        context = {
            "tabs": tabs(user, "web:schedule"),
            "scope": scope,
            "day": found,
            "data": json.dumps(calendar_of(found, scope)),
            "looks": LOOKS,
            **more,
        }
        return render_page(request, "schedule/day.html", "schedule/live.html", context)
