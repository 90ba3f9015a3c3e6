"""Who saw and changed what: on the card, and for the whole house; and the table of who may."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.audit.pages import card_audit, latest_looks
from rapport.web.audit.table import role_table
from rapport.web.card.frame import render_card
from rapport.web.ids import id_of
from rapport.web.settings.pages import sections


@require_GET
def of_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saw this card, and who changed what on it (REC-12)."""
    patient = patient_for(request, pk, Right.SEE_AUDIT)
    context = {"page": card_audit(patient, staff(request))}
    return render_card(request, patient, "audit/card.html", context, tab="audit")


@require_GET
def accesses(request: HttpRequest) -> HttpResponse:
    """Looks, searches and exports of everybody whose log the reader may see, latest first."""
    before = id_of(request.GET.get("before", "")) or None
    context = {"sections": sections(request), "page": latest_looks(staff(request), before)}
    return render(request, "audit/accesses.html", context)


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what: the table of docs/roles.md."""
    return render(request, "audit/roles.html", {"sections": sections(request), "table": role_table()})
