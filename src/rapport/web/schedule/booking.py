"""A time is booked at the desk or on the phone (BOO-1)."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.appointments.booking import Request, book, cancel
from rapport.appointments.models import Appointment, BookedThrough, Why
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.signals import note_signals
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import complaint_day
from rapport.web.htmx import go_back, say, wants_part
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_said
from rapport.web.schedule.appointments import only_closed
from rapport.web.schedule.forms import BookForm
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.scope import Scope, read_scope
from rapport.web.schedule.times import free_days
from rapport.web.schedule.whom import carried, show_whom


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Whom, for what, with whom and when; what is known already stands in the address."""
    user = staff(request)
    scope = read_scope(request, user)
    if scope.branch is None or not user.may_at(Right.BOOK, scope.branch.pk):
        raise Http404
    pk = id_of(request.GET.get("person", ""))
    patient = patient_for(request, pk) if pk else None
    if patient is None:
        return show_whom(request, scope)
    if request.method == "POST":
        form = BookForm(request.POST, branch=scope.branch)
        booked = _book(request, patient, form) if form.is_valid() else None
        return redirect(_day_of(booked)) if booked else _show(request, scope, patient, form)
    known = {"travel_minutes": patient.travel_minutes, **_asked(request, scope)}
    return _show(request, scope, patient, BookForm(branch=scope.branch, initial=known))


@require_POST
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What was just booked was a slip of the hand: cancelled by the clinic."""
    found = get_object_or_404(Appointment.objects.visible_to(staff(request), Right.BOOK), pk=pk)
    with refusals_said(request):
        cancel(found, Why.CLINIC, through=BookedThrough.DESK, by=staff(request), words=_("taken back at once"))
        say(request, _("Taken back."))
    return go_back(request, "web:schedule")


def _book(request: HttpRequest, patient: Patient, form: BookForm) -> Appointment | None:
    """None where it was refused; the form says why."""
    told = form.cleaned_data
    asked = Request(BookedThrough.DESK, by=staff(request), key=told["key"], remark=told["remark"])
    try:
        booked = book(patient, form.wanted(), asked)
        note_signals(booked, form.signals, by=staff(request))
    except Refused as refused:
        if only_closed(refused):
            form.offer_beyond()
        form.add_error(None, refused.message)
        return None
    begins = booked.branch.local(booked.starts_at)
    said = {
        "name": patient.full_name,
        "day": date_format(begins, "MONTH_DAY_FORMAT"),
        "time": f"{begins:%H:%M}",
        "dentist": booked.dentist,
    }
    undo = reverse("web:appointment_taking_back", args=[booked.pk])
    say(request, _("%(name)s is booked: %(day)s, %(time)s, %(dentist)s.") % said, undo=undo)
    return booked


def _day_of(booked: Appointment) -> str:
    day = booked.branch.day_of(booked.starts_at)
    return f"{reverse('web:schedule')}?branch={booked.branch_id}&day={day}"


def _asked(request: HttpRequest, scope: Scope) -> dict[str, object]:
    given = {name: request.GET[name] for name in ("service", "dentist", "time") if request.GET.get(name)}
    return {"day": scope.day, "key": uuid4().hex, **given}


def _show(request: HttpRequest, scope: Scope, patient: Patient | None, form: BookForm | None) -> HttpResponse:
    assert scope.branch is not None
    context = {
        "tabs": tabs(staff(request), ""),
        "scope": scope,
        "patient": patient,
        "complaint_day": patient and complaint_day(patient, staff(request)),
        "coming": _coming(patient, staff(request)) if patient else [],
        "form": form,
        "service": form and form["service"].value(),
        "free": free_days(form) if form and patient else [],
    }
    part = "schedule/times.html" if wants_part(request) else "schedule/new.html"
    wrong = form is not None and form.is_bound
    with timezone.override(scope.branch.zone):
        return render(request, part, context, status=422 if wrong else 200)


def _coming(patient: Patient, user: User) -> QuerySet[Appointment]:
    """When they come anyhow, so that nobody is booked twice or moved by a second booking."""
    seen = Appointment.objects.visible_to(user).filter(patient=patient, state__in=EXPECTED)
    return seen.filter(starts_at__gte=clock.now()).order_by("starts_at")[:3]


def after_registering(request: HttpRequest, patient: Patient) -> str:
    """Where somebody new who is to be booked is booked; "" where the record was not opened for that."""
    if request.GET.get("then") != "book":
        return ""
    return f"{reverse('web:schedule_new')}?{urlencode({**carried(request), 'person': patient.pk})}"
