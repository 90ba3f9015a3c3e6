"""The card of one person, its timeline, and the notes written on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.timeline import Kind
from rapport.people.actions import write_note
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card import timeline as timelines
from rapport.web.card.forms import NoteForm
from rapport.web.card.frame import render_card
from rapport.web.card.pages import card_page
from rapport.web.htmx import say


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the clinic knows of one person, at a glance."""
    return _overview(request, patient_for(request, pk), NoteForm())


@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened with one person, whole and filtered."""
    patient, user = patient_for(request, pk), staff(request)
    asked = request.GET.get("kind", "")
    kind = asked if asked in set(Kind) else ""
    with_money = may_at(patient, user, Right.SEE_MONEY)
    whole = timelines.timeline(patient, kind=kind, everything="all" in request.GET, with_money=with_money)
    context = {
        "timeline": whole,
        "filters": timelines.filters(patient, kind),
        "note": NoteForm() if may_at(patient, user, Right.WRITE_NOTES) else None,
    }
    return render_card(request, patient, "card/timeline.html", context, tab="timeline")


@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note on the card."""
    patient = patient_for(request, pk, Right.WRITE_NOTES)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _overview(request, patient, form, part="card/note_form.html", status=422)
    write_note(patient, form.cleaned_data["text"], by=staff(request))
    say(request, _("Note saved."))
    return redirect("web:card", patient.pk)


def _overview(
    request: HttpRequest, patient: Patient, note: NoteForm, *, part: str = "", status: int | None = None
) -> HttpResponse:
    user = staff(request)
    page = card_page(patient, user)
    context = {
        "page": page,
        "timeline": page.timeline,
        "filters": timelines.filters(patient, ""),
        "note": note if page.may_write else None,
    }
    return render_card(request, patient, "card/overview.html", context, tab="overview", part=part, status=status)
