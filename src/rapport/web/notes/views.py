"""Notes on a card, the colleagues named in them, and what waits for whoever is named."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.people import names
from rapport.people.actions import read_mention, take_back_note, who_can_be_told, write_note
from rapport.people.models import Mention, Note
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.forms import NoteForm
from rapport.web.card.frame import render_card
from rapport.web.htmx import say
from rapport.web.refusals import refusals_in, refusals_said

OFFERED = 8


@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note on the card."""
    patient = patient_for(request, pk, Right.WRITE_NOTES)
    form = NoteForm(request.POST)
    if form.is_valid():
        with refusals_in(form, "text"):
            note = write_note(patient, form.cleaned_data["text"], by=staff(request))
            say(request, _("Note saved."), undo=reverse("web:card_note_undoing", args=[patient.pk, note.pk]))
            return redirect("web:card", patient.pk)
    context, part = {"note": form}, "card/note_form.html"
    return render_card(request, patient, "notes/note.html", context, tab="", part=part, status=422)


@require_POST
def note_undoing(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """Take back the note one has just written."""
    patient = patient_for(request, pk, Right.WRITE_NOTES)
    with refusals_said(request):
        take_back_note(get_object_or_404(Note, pk=note, patient=patient), by=staff(request))
        say(request, _("The note is taken back."))
    return redirect("web:card", patient.pk)


@require_GET
def colleagues(request: HttpRequest, pk: int) -> HttpResponse:
    """Colleagues to name in a note, as one types: those who may see this person."""
    patient = patient_for(request, pk, Right.WRITE_NOTES)
    q = names.fold(request.GET.get("q", "").replace("\x00", "")[:50])
    known = who_can_be_told(patient).exclude(pk=staff(request).pk).order_by("name")
    found = [one for one in known if _begins(one, q)]
    return render(request, "notes/colleagues.html", {"found": found[:OFFERED]})


def _begins(colleague: User, q: str) -> bool:
    terms = (*names.search_terms(colleague.name), colleague.username.casefold())
    return any(term.startswith(q) for term in terms)


@require_POST
def mention_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has read what was written to them, and goes on to the card."""
    mention = get_object_or_404(Mention.objects.select_related("note"), pk=pk, user=staff(request))
    patient = patient_for(request, mention.note.patient_id)
    read_mention(mention)
    return redirect("web:card", patient.pk)
