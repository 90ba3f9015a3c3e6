"""The card of one person, and its timeline."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from rapport.lib.timeline import Kind
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card import timeline as timelines
from rapport.web.card.forms import NoteForm
from rapport.web.card.frame import render_card
from rapport.web.card.pages import card_page


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the clinic knows of one person, at a glance."""
    patient = patient_for(request, pk)
    page = card_page(patient, staff(request))
    context = {
        "page": page,
        "timeline": page.timeline,
        "filters": timelines.filters(patient, ""),
        "note": NoteForm() if page.may_write else None,
    }
    return render_card(request, patient, "card/overview.html", context, tab="overview")


@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened with one person, whole and filtered."""
    patient, user = patient_for(request, pk), staff(request)
    asked = request.GET.get("kind", "")
    kind = asked if asked in set(Kind) else ""
    whole = timelines.timeline(
        patient,
        kind=kind,
        everything="all" in request.GET,
        with_money=may_at(patient, user, Right.SEE_MONEY),
        with_care=may_at(patient, user, Right.SEE_CARE),
    )
    context = {
        "timeline": whole,
        "filters": timelines.filters(patient, kind),
        "note": NoteForm() if may_at(patient, user, Right.WRITE_NOTES) else None,
    }
    return render_card(request, patient, "card/timeline.html", context, tab="timeline")
