"""Settings: when the dentists of a branch work, and what is booked outside of it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.appointments.booking.giving import lock
from rapport.appointments.models import Service
from rapport.appointments.models.hours import WEEKDAYS
from rapport.appointments.planning import misplaced, set_week
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.hours.frame import branch_for, carry_out, render_hours
from rapport.web.hours.meanwhile import read_meanwhile, status_of
from rapport.web.hours.week_forms import WeekForm
from rapport.web.hours.weeks import read_hours, who_treats
from rapport.web.htmx import say


@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """To the first branch whose hours the reader keeps."""
    first = Branch.objects.visible_to(staff(request), Right.KEEP_HOURS).first()
    return redirect("web:hours_weeks", first.pk) if first else redirect("web:hours_services")


@require_GET
def weeks(request: HttpRequest, branch: int) -> HttpResponse:
    """The week of every dentist, and what is still missing before times can be booked."""
    of = branch_for(request, branch)
    lines = read_hours(of, who_treats(of), of.today())
    context = {
        "lines": lines,
        "weekdays": WEEKDAYS,
        "nobody_works": not any(one.known for one in lines),
        "no_service": not Service.objects.given().exists(),
    }
    return render_hours(request, "weeks", of, context)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def week(request: HttpRequest, branch: int, pk: int) -> HttpResponse:
    """The week of one dentist, from a day on."""
    of = branch_for(request, branch)
    dentist = _dentist(of, pk)
    if request.method == "POST":
        lock(User, [dentist.pk])
    [known] = read_hours(of, [dentist], of.today())
    fill = partial(WeekForm, branch=of, hours=known)
    now, left = fill(), []
    form = fill(request.POST) if request.method == "POST" else now
    page = f"{of.pk}-{pk}"
    meanwhile = read_meanwhile(form, now, page) if form.is_bound else None
    if meanwhile:
        form = fill(initial=meanwhile.together)
    elif form.is_bound and form.is_valid():
        data = form.cleaned_data
        change = partial(set_week, dentist, of, form.week(), since=data["since"], until=data["until"])
        left = carry_out(form, change, of)
        if form.is_valid() and not left:
            say(request, _("Saved: %(what)s") % {"what": dentist})
            return redirect("web:hours_weeks", of.pk)
    context = {"form": form, "dentist": dentist, "hours": known, "left": left}
    context |= {"meanwhile": meanwhile, "before": now.sealed(page)}
    return render_hours(request, "week", of, context, status_of(form, meanwhile))


def _dentist(branch: Branch, pk: int) -> User:
    found = next((one for one in who_treats(branch) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@require_GET
def to_be_moved(request: HttpRequest, branch: int) -> HttpResponse:
    """What is booked at a time at which its dentist does not work, until it is moved."""
    of = branch_for(request, branch)
    return render_hours(request, "to_be_moved", of, {"left": misplaced(of)})
