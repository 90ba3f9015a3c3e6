"""The card of one person, its timeline, and the copy of it that they may ask for."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from rapport.lib.timeline import Kind
from rapport.people.language import language_spoken
from rapport.people.reading import read_file
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card import timeline as timelines
from rapport.web.card.forms import NoteForm
from rapport.web.card.frame import ASKED, HEAD, language_called, render_card
from rapport.web.card.pages import card_page
from rapport.web.card.taking_out import copy_of
from rapport.web.exporting import ExportForm, hand_out
from rapport.web.ids import number_of
from rapport.web.sight import Sight


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the clinic knows of one person, at a glance."""
    patient = patient_for(request, pk)
    page = card_page(patient, staff(request))
    note = NoteForm() if page.may_write else None
    context = {"page": page, "timeline": page.timeline, "note": note}
    return render_card(request, patient, "card/overview.html", context, tab="overview")


@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened with one person; which kind, and back to which year, stand in the URL."""
    patient, user = patient_for(request, pk), staff(request)
    kind, since = request.GET.get("kind", ""), request.GET.get("since", "")
    sight = Sight.of(user, patient)
    read_file(patient, [*HEAD, *timelines.reads(sight)], asking=ASKED)
    shown = timelines.timeline(
        patient,
        sight,
        kind=kind if kind in set(Kind) else "",
        since=number_of(since, digits=4),
    )
    note = NoteForm() if may_at(patient, user, Right.WRITE_NOTES) else None
    context = {"timeline": shown, "note": note}
    return render_card(request, patient, "card/timeline.html", context, tab="timeline")


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask what it is for, then give what is kept of one person as a file, in their language."""
    patient, user = patient_for(request, pk, Right.EXPORT_PATIENTS), staff(request)
    form, language = ExportForm(request.POST or None), language_spoken(patient)
    if form.is_valid():
        with translation.override(language):
            return hand_out(copy_of(patient, user), by=user, **form.cleaned_data)
    context = {
        "form": form,
        "spoken": language_called(language),
        "back": reverse("web:card_consents", args=[pk]),
        "to_card": True,
    }
    status = 422 if form.errors else None
    return render_card(request, patient, "card/copy.html", context, tab="consents", status=status)
