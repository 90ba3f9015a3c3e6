"""The card of one person, and its timeline."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from rapport.lib.timeline import Kind
from rapport.people.reading import read_file
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card import timeline as timelines
from rapport.web.card.forms import NoteForm
from rapport.web.card.frame import ASKED, HEAD, render_card
from rapport.web.card.pages import card_page
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
