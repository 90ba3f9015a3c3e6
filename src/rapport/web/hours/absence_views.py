"""Settings: who is away and when, and who works on a day besides the week."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.appointments.models import Absence, ExtraHours
from rapport.appointments.planning import add_absence, add_extra_hours, end_absence, remove_extra_hours
from rapport.staff.models import Branch
from rapport.web.access import staff
from rapport.web.hours.absence_forms import AbsenceForm, ExtraForm
from rapport.web.hours.frame import branch_for, carry_out, keeps_all, render_hours
from rapport.web.hours.weeks import who_treats
from rapport.web.htmx import say
from rapport.web.refusals import refusals_said
from rapport.web.sight import Sight


@require_GET
def absences(request: HttpRequest, branch: int) -> HttpResponse:
    """Those that are not over, the next first."""
    of = branch_for(request, branch)
    today = of.today()
    extra = ExtraHours.objects.filter(branch=of, day__gte=today).select_related("dentist", "chair")
    context = {
        "absences": _absences(of).filter(last_day__gte=today).order_by("first_day", "pk"),
        "extra": extra.order_by("day", "opens_at"),
        "sight": Sight.at(staff(request), of.pk),
    }
    return render_hours(request, "absences", of, context)


@require_http_methods(["GET", "POST"])
def absence_new(request: HttpRequest, branch: int) -> HttpResponse:
    """Says what is booked then before it is saved; that stays booked."""
    of = branch_for(request, branch)
    form = AbsenceForm(request.POST or None, branch=of, everywhere=keeps_all(staff(request)))
    branches = [of]
    if form.is_bound and form.is_valid() and form.absence().branch is None:
        branches = list(Branch.objects.all())
    return _save(request, of, form, _("New absence"), lambda: _add(request, form), branches)


@require_POST
def absence_end(request: HttpRequest, branch: int, pk: int) -> HttpResponse:
    of = branch_for(request, branch)
    ours = _absences(of) if keeps_all(staff(request)) else _absences(of).exclude(branch=None)
    found = get_object_or_404(ours, pk=pk)
    return _take_away(request, of, partial(end_absence, found), _("Ended: %(what)s") % {"what": found})


@require_http_methods(["GET", "POST"])
def extra_new(request: HttpRequest, branch: int) -> HttpResponse:
    of = branch_for(request, branch)
    form = ExtraForm(request.POST or None, branch=of)
    by = staff(request)
    return _save(request, of, form, _("Extra hours"), lambda: add_extra_hours(form.extra(), by=by), [of])


@require_POST
def extra_removal(request: HttpRequest, branch: int, pk: int) -> HttpResponse:
    of = branch_for(request, branch)
    found = get_object_or_404(ExtraHours.objects.select_related("branch"), pk=pk, branch=of)
    return _take_away(request, of, partial(remove_extra_hours, found), _("Removed: %(what)s") % {"what": found})


def _add(request: HttpRequest, form: AbsenceForm) -> Absence:
    return add_absence(form.absence(), by=staff(request))


def _absences(branch: Branch) -> QuerySet[Absence]:
    """Of the branch, and of its dentists everywhere."""
    everywhere = Q(branch=None, dentist__in=[one.pk for one in who_treats(branch)])
    return Absence.objects.filter(Q(branch=branch) | everywhere).select_related("dentist", "branch")


def _save(
    request: HttpRequest,
    branch: Branch,
    form: forms.Form,
    title: str,
    change: Callable[[], object],
    branches: list[Branch],
) -> HttpResponse:
    left = []
    if form.is_bound and form.is_valid():
        left = carry_out(form, change, *branches)
        if form.is_valid() and not left:
            say(request, _("Saved."))
            return redirect("web:hours_absences", branch.pk)
    context = {"form": form, "title": title, "left": left}
    return render_hours(request, "absence", branch, context, 422 if form.is_bound else 200)


def _take_away(request: HttpRequest, branch: Branch, change: Callable[[], object], done: str) -> HttpResponse:
    with refusals_said(request):
        change()
        say(request, done)
    return redirect("web:hours_absences", branch.pk)
