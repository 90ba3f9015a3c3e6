"""Family and referrals of one person: who lives with whom, who speaks for whom, who brought whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.people.actions import leave_household, live_together, put_guardian
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.family.pages import family_page
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_said


@require_GET
def family(request: HttpRequest, pk: int) -> HttpResponse:
    patient = patient_for(request, pk)
    page = family_page(patient, staff(request))
    return render_card(request, patient, "family/family.html", {"page": page}, tab="family")


@require_POST
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who is picked lives in the household of this person."""
    patient, other = patient_for(request, pk, Right.EDIT_PATIENTS), _picked(request)
    if other is None:
        say_refused(request, _("Nobody was picked: find the person by name and mark them."))
        return redirect("web:card_family", patient.pk)
    with refusals_said(request):
        live_together(patient, other, by=staff(request))
        say(request, _("%(name)s is of the household now.") % {"name": other})
    return redirect("web:card_family", patient.pk)


@require_POST
def household_leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """This person lives with the others no longer."""
    patient = patient_for(request, pk, Right.EDIT_PATIENTS)
    leave_household(patient, by=staff(request))
    say(request, _("%(name)s is of no household now.") % {"name": patient})
    return redirect("web:card_family", patient.pk)


@require_POST
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who is picked speaks for this person."""
    patient, other = patient_for(request, pk, Right.EDIT_PATIENTS), _picked(request, Right.SEE_PATIENTS)
    if other is None:
        say_refused(request, _("Nobody was picked: find the person by name and mark them."))
        return redirect("web:card_family", patient.pk)
    with refusals_said(request):
        put_guardian(patient, other, by=staff(request))
        say(request, _("%(name)s is the guardian now.") % {"name": other})
    return redirect("web:card_family", patient.pk)


@require_POST
def guardian_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody speaks for this person any more."""
    patient = patient_for(request, pk, Right.EDIT_PATIENTS)
    put_guardian(patient, None, by=staff(request))
    say(request, _("%(name)s has no guardian now.") % {"name": patient})
    return redirect("web:card_family", patient.pk)


def _picked(request: HttpRequest, right: Right = Right.EDIT_PATIENTS) -> Patient | None:
    """Whoever was picked, if `right` is held where they belong; who may not be seen counts as not picked."""
    asked = id_of(request.POST.get("person", ""))
    return Patient.objects.visible_to(staff(request), right).filter(pk=asked).first()
