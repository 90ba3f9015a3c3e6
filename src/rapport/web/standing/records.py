"""What is noted beside treatment: how somebody seems, that they left, took part, bought something."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.lib.refusal import Refused
from rapport.people.actions import (
    join_activity,
    note_satisfaction,
    plan_activity,
    record_departure,
    record_purchase,
    record_return,
)
from rapport.people.models import Patient
from rapport.people.models.mood import Satisfaction
from rapport.staff.roles import Right
from rapport.web.access import may_at, staff
from rapport.web.htmx import say
from rapport.web.standing.forms import (
    DepartureForm,
    ParticipationForm,
    PurchaseForm,
    ReturnForm,
    SatisfactionForm,
)
from rapport.web.standing.loading import person_for
from rapport.web.standing.taking_back import way_back
from rapport.web.standing.views import show


@require_POST
def satisfactions(request: HttpRequest, pk: int) -> HttpResponse:
    """How satisfied the person seems (VAL-D, PAT-8)."""
    patient, form = person_for(request, pk, Right.WRITE_NOTES), SatisfactionForm(request.POST)

    def write() -> object:
        said = form.cleaned_data
        return note_satisfaction(patient, Satisfaction(said["level"]), words=said["words"], by=staff(request))

    return _write(request, patient, "satisfaction", form, write)


@require_POST
def departures(request: HttpRequest, pk: int) -> HttpResponse:
    """The person left the clinic."""
    patient, form = person_for(request, pk, Right.WRITE_NOTES), DepartureForm(request.POST)
    return _write(
        request,
        patient,
        "departure",
        form,
        lambda: record_departure(patient, **form.cleaned_data, by=staff(request)),
    )


@require_POST
def departure_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Who left is back."""
    patient, form = person_for(request, pk, Right.WRITE_NOTES), ReturnForm(request.POST)
    gone = get_object_or_404(patient.departures, returned_on=None)
    return _write(
        request,
        patient,
        "coming_back",
        form,
        lambda: record_return(gone, on=form.cleaned_data["returned_on"]),
    )


@require_POST
def participations(request: HttpRequest, pk: int) -> HttpResponse:
    """The person took part in an event (PRO-3)."""
    patient = person_for(request, pk, Right.WRITE_NOTES)
    form = ParticipationForm(request.POST, patient=patient)

    def write() -> object:
        said = form.cleaned_data
        activity = said["activity"] or plan_activity(
            patient.branch, said["name"], day=said["day"], online=said["online"]
        )
        known = activity.participations.filter(patient=patient).exists()
        joined = join_activity(patient, activity, by=staff(request))
        return None if known else joined

    return _write(request, patient, "participation", form, write)


@require_POST
def purchases(request: HttpRequest, pk: int) -> HttpResponse:
    """The person bought something (PRO-4)."""
    patient = person_for(request, pk, Right.WRITE_NOTES)
    with_money = may_at(patient, staff(request), Right.SEE_MONEY)
    form = PurchaseForm(request.POST, patient=patient, with_money=with_money)
    return _write(
        request,
        patient,
        "purchase",
        form,
        lambda: record_purchase(patient, **form.cleaned_data, by=staff(request)),
    )


def _write(
    request: HttpRequest, patient: Patient, name: str, form: Form, write: Callable[[], object]
) -> HttpResponse:
    """Write what a form says, or show the tab with what is wrong in it. What `write` gives can be taken back."""
    written = None
    if form.is_valid():
        try:
            written = write()
        except Refused as refused:
            form.add_error(None, refused.message)
    if form.errors:
        return show(request, patient, **{name: form})
    say(request, _("Saved."), undo=way_back(name, written, by=staff(request)) if written else "")
    return redirect("web:card_standing", patient.pk)
