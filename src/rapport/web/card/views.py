"""The card of one person, and the notes written on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.timeline import Kind
from rapport.people.actions import write_note
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.forms import NoteForm
from rapport.web.card.pages import card_page, tabs
from rapport.web.htmx import render_page, say


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the clinic knows of one person."""
    return _show(request, patient_for(request, pk), NoteForm(), part="card/card.html")


@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note on the card."""
    patient = patient_for(request, pk, Right.WRITE_NOTES)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, patient, form, part="card/note_form.html", status=422)
    write_note(patient, form.cleaned_data["text"], by=staff(request))
    say(request, _("Note saved."))
    return redirect("web:card", patient.pk)


def _show(
    request: HttpRequest, patient: Patient, note: NoteForm, *, part: str, status: int | None = None
) -> HttpResponse:
    asked = request.GET.get("kind", "")
    kind = asked if asked in set(Kind) else ""
    page = card_page(patient, staff(request), kind=kind, everything="all" in request.GET)
    context = {"page": page, "tabs": tabs(patient, kind), "note": note}
    with timezone.override(patient.branch.zone):
        return render_page(request, "card/card.html", part, context, status)
