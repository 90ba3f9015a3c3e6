"""Where, what, with whom and when a client books (BOO-1, BOO-2). Only who chooses a time changes anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rapport.appointments.models import Slot
from rapport.appointments.online.codes import codes_can_be_sent
from rapport.appointments.online.offering import branches_open, dentists_for, services_at
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.web.booking.holding import (
    asking_of,
    branch_of,
    day_asked,
    hold_for,
    known,
    moment_asked,
    service_of,
    slot_held,
    wanted_at,
)
from rapport.web.booking.month import GONE, Asking, month_of, nearest, zone_words
from rapport.web.booking.public import HOLD_COOKIE, closed, for_clients, page, remember
from rapport.web.limits import too_many

# times that one address may hold in ten minutes; each is let go for the next
_MOST_HOLDS, _SECONDS = 40, 600


@require_safe
@for_clients
def branches(request: HttpRequest) -> HttpResponse:
    found = branches_open()
    if len(found) == 1:
        return redirect("web:book_services", found[0])
    return page(request, "branches", None, branches=found)


@require_safe
@for_clients
def services(request: HttpRequest, branch: int) -> HttpResponse:
    open_now = branches_open()
    here = branch_of(request, branch, open_now)
    several = len(open_now) > 1
    return page(request, "services", here, services=services_at(here), several=several)


@require_safe
@for_clients
def dentists(request: HttpRequest, branch: int, service: int) -> HttpResponse:
    here = branch_of(request, branch)
    what = service_of(here, service)
    found = dentists_for(here, what)
    if len(found) == 1:
        return redirect("web:book_times", here, what.pk)
    return page(request, "dentists", here, service=what, dentists=found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def times(request: HttpRequest, branch: int, service: int) -> HttpResponse:
    """The free times; with POST one of them is held, in place of what this browser held before."""
    here = branch_of(request, branch)
    what = service_of(here, service)
    slot = slot_held(request, here, what)
    asking = asking_of(request, here, what, slot)
    if request.method != "POST":
        return times_page(request, asking, slot)
    at = moment_asked(request.POST.get("at", ""))
    if too_many(request, "book-hold", most=_MOST_HOLDS, seconds=_SECONDS):
        return closed(request, 429)
    if at is None:
        return times_page(request, asking, slot, _("Choose one of the times."))
    try:
        held = hold_for(request, wanted_at(asking, at), asking.patient)
    except Refused as refused:
        return times_page(request, asking, slot, refused.message, at if refused.code in GONE else None)
    day = here.day_of(at)
    response = redirect(f"{request.path}?{urlencode({**query(request), 'day': day.isoformat()})}")
    return remember(request, response, HOLD_COOKIE, held.token)


def times_page(
    request: HttpRequest, asking: Asking, slot: Slot | None, wrong: str = "", missed: datetime | None = None
) -> HttpResponse:
    now, held = clock.now(), slot if slot and slot.held_until and slot.held_until > clock.now() else None
    chosen = asking.branch.local(held.starts_at) if held else None
    day = asking.branch.day_of(missed) if missed else day_asked(request)
    told = {
        **summary(request, asking),
        "month": month_of(asking, day or (chosen.date() if chosen else None), chosen),
        "held": chosen,
        "until": held.held_until if held else None,
        "left": int((held.held_until - now).total_seconds()) if held and held.held_until else 0,
        "zone": zone_words(asking.branch),
        "nearest": nearest(asking, missed) if missed else [],
        "wrong": wrong,
        "may_have_code": asking.patient is None and codes_can_be_sent(),
        "waits": asking.waits,
    }
    return page(request, "times", asking.branch, 422 if wrong else 200, **told)


def summary(request: HttpRequest, asking: Asking) -> dict[str, Any]:
    """What is booked, for the head of a page, and the address of each step with what was chosen."""
    where = (asking.branch, asking.service.pk)
    carried = f"?{urlencode(kept)}" if (kept := query(request)) else ""
    return {
        "service": asking.service,
        "dentist": asking.dentist,
        "whoever": known(request),
        "carried": carried,
        "keep": f"{urlencode(kept)}&" if kept else "",
        "times_url": reverse("web:book_times", args=where) + carried,
        "who_url": reverse("web:book_who", args=where) + carried,
        "waiting_url": reverse("web:book_waiting", args=where) + carried,
        "code_url": reverse("web:book_code", args=where) + carried,
        "change_url": reverse("web:book_services", args=where[:1]),
    }


def query(request: HttpRequest) -> dict[str, str]:
    """What of the address goes on to the next step."""
    dentist = request.GET.get("dentist", "")
    return {"dentist": dentist} if dentist else {}
