"""Who looks after one person; and everyone of a colleague handed over to another."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rapport.people.actions import appoint_steward, hand_over, release_steward, undo_hand_over
from rapport.people.models import Patient
from rapport.people.models.steward import StewardRole
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.refusals import refusals_in
from rapport.web.stewards.forms import HandOverForm, StewardsForm


@require_http_methods(["GET", "POST"])
def stewards(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looks after this person, in every part, and who did before (REC-9)."""
    patient = patient_for(request, pk, Right.EDIT_PATIENTS)
    form = StewardsForm(request.POST if request.method == "POST" else None, patient=patient)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            _appoint(request, patient, form)
            say(request, _("Saved."))
            return redirect("web:card", patient.pk)
    past = patient.stewards.select_related("user", "by", "ended_by").order_by("-since", "-pk")[:100]
    context = {"form": form, "history": past}
    status = 422 if form.is_bound else None
    return render_card(request, patient, "stewards/stewards.html", context, tab="", status=status)


@transaction.atomic
def _appoint(request: HttpRequest, patient: Patient, form: StewardsForm) -> None:
    for role in StewardRole:
        if role.value not in form.changed_data:
            continue
        user = form.cleaned_data[role.value]
        if user is None:
            release_steward(patient, role.value, by=staff(request))
        else:
            appoint_steward(patient, user, role.value, by=staff(request))


@require_http_methods(["GET", "POST"])
def handing_over(request: HttpRequest) -> HttpResponse:
    """Everyone of one colleague to another, at the branches one manages."""
    user = staff(request)
    branches = Branch.objects.visible_to(user, Right.MANAGE_USERS)
    form = HandOverForm(request.POST or None, branches=branches)
    if request.method == "POST" and form.is_valid():
        people = Patient.objects.visible_to(user, Right.MANAGE_USERS)
        said = form.cleaned_data
        with refusals_in(form):
            batch, count = hand_over(people, said["role"], of=said["of"], to=said["to"], by=user)
            words = ngettext("%(n)s person changed hands.", "%(n)s people changed hands.", count) % {"n": count}
            say(request, words, undo=reverse("web:hand_over_undo", args=[batch]))
            return redirect("web:hand_over")
    return render(request, "stewards/hand_over.html", {"form": form}, status=422 if form.is_bound else None)


@require_POST
def handing_over_undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take one's own hand-over back."""
    count = undo_hand_over(batch, by=staff(request))
    if count:
        say(request, ngettext("%(n)s person is back.", "%(n)s people are back.", count) % {"n": count})
    else:
        say_refused(request, _("Nothing to take back: everyone has been handed on since."))
    asked = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return redirect(asked if inside else reverse("web:hand_over"))
