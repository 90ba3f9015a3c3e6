"""Appointments that come again, as for braces: looked at before, booked together, the rest cancelled together."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rapport.appointments.booking import Request
from rapport.appointments.models import BookedThrough, Series
from rapport.appointments.series import book_series, cancel_rest, look_ahead
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.refusals import refusals_said
from rapport.web.series.forms import CancellationForm, SeriesForm
from rapport.web.series.pages import Line, lines_of, offered, standing_series


@require_http_methods(["GET", "POST"])
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands; asked for a rhythm, what it would meet (GET); what was chosen of it is booked (POST)."""
    patient = patient_for(request, pk, Right.BOOK)
    asked = request.POST if request.method == "POST" else request.GET
    form = SeriesForm(
        asked if "first" in asked else None, branch=patient.branch, initial={"first": patient.branch.today()}
    )
    lines = _look(patient, form, request.POST.getlist("moment"))
    if request.method == "POST" and lines and _book(request, patient, form, lines):
        return redirect("web:card_series", pk=patient.pk)
    return _page(request, patient, form, lines)


def _look(patient: Patient, form: SeriesForm, chosen: list[str]) -> list[Line]:
    if not form.is_bound or not form.is_valid():
        return []
    try:
        return lines_of(look_ahead(patient, form.wish()), chosen)
    except Refused as refused:
        form.add_error(None, refused.message)
        return []


def _book(request: HttpRequest, patient: Patient, form: SeriesForm, lines: list[Line]) -> bool:
    """Whether it is booked; what is not free any more, or was never offered, keeps all of it from being booked."""
    chosen = [value for value in request.POST.getlist("moment") if value]
    choices = offered(lines)
    key = form.cleaned_data["key"]
    who = Request(BookedThrough.DESK, by=staff(request), key=key.hex if key else "")
    try:
        if not choices.keys() >= set(chosen):
            raise Refused("taken", _("Not booked: what is free has changed meanwhile. Look through it again."))
        done = book_series(patient, form.wish(), [choices[value] for value in chosen], who)
    except Refused as refused:
        say_refused(request, refused.message)
        return False
    count = done.appointments.count()
    said = ngettext("%(count)s appointment is booked.", "%(count)s appointments are booked.", count)
    say(request, said % {"count": count})
    return True


def _page(request: HttpRequest, patient: Patient, form: SeriesForm, lines: list[Line]) -> HttpResponse:
    context: Mapping[str, object] = {
        "form": form,
        "lines": lines,
        "free": sum(line.place.free for line in lines),
        "key": uuid4(),
        "standing": standing_series(patient, clock.now()),
        "cancelling": CancellationForm(),
    }
    wrong = request.method == "POST" or (form.is_bound and not form.is_valid())
    return render_card(
        request, patient, "series/series.html", context, tab="overview", status=422 if wrong else 200
    )


@require_POST
def cancellation(request: HttpRequest, pk: int, series: int) -> HttpResponse:
    """The rest of a series does not take place."""
    patient = patient_for(request, pk, Right.BOOK)
    found = Series.objects.filter(pk=series, appointments__patient=patient).first()
    if found is None:
        raise Http404
    form = CancellationForm(request.POST)
    if not form.is_valid():
        say_refused(request, _("Not cancelled: say why."))
        return redirect("web:card_series", pk=patient.pk)
    told = form.cleaned_data
    with refusals_said(request):
        count = cancel_rest(found, told["why"], through=BookedThrough.DESK, by=staff(request), words=told["words"])
        said = ngettext("%(count)s appointment is cancelled.", "%(count)s appointments are cancelled.", count)
        say(request, said % {"count": count})
    return redirect("web:card_series", pk=patient.pk)
