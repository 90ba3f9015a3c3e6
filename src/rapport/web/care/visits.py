"""Visits: a list of them, one written down, one corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.care.actions import NewVisit, correct_visit, visit_version, write_visit
from rapport.care.models import Treatment, Visit
from rapport.lib.figures import show_amount
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.care.visit_forms import TreatmentForms, VisitForm
from rapport.web.htmx import say

SHOWN = 100


@dataclass(frozen=True)
class VisitRow:
    """A visit in the list; `amount` is "" for whoever sees none."""

    visit: Visit
    lines: Sequence[Treatment]
    amount: str


@require_GET
def visits(request: HttpRequest, pk: int) -> HttpResponse:
    """All visits of a person, latest first."""
    patient = patient_for(request, pk, Right.SEE_CARE)
    user = staff(request)
    with_money = may_at(patient, user, Right.SEE_MONEY)
    found = list(_visits(patient).order_by("-day", "-pk")[: SHOWN + 1])
    context = {
        "rows": [_row(visit, patient, with_money=with_money) for visit in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "with_money": with_money,
        "may_write": may_at(patient, user, Right.WRITE_CARE),
    }
    return render_card(request, patient, "care/visits.html", context, tab="visits")


@require_http_methods(["GET", "POST"])
def visit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a visit down."""
    return _edit(request, patient_for(request, pk, Right.WRITE_CARE), None)


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int, visit: int) -> HttpResponse:
    """Correct a visit; whoever comes second sees what the first one wrote."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    return _edit(request, patient, get_object_or_404(patient.visits.select_related("branch"), pk=visit))


def _visits(patient: Patient) -> QuerySet[Visit]:
    return patient.visits.select_related("dentist").prefetch_related("treatments__category")


def _row(visit: Visit, patient: Patient, *, with_money: bool) -> VisitRow:
    lines = list(visit.treatments.all())
    amount = sum(line.amount for line in lines)
    shown = show_amount(amount, patient.branch.currency, get_language() or "en") if with_money and amount else ""
    return VisitRow(visit, lines, shown)


def _edit(request: HttpRequest, patient: Patient, visit: Visit | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    with_money = may_at(patient, staff(request), Right.SEE_MONEY)
    initial = {"version": visit_version(visit, visit.treatments.all())} if visit else {}
    form = VisitForm(sent, patient=patient, by=staff(request), instance=visit, initial=initial)
    lines = TreatmentForms(sent, visit=visit, branch=patient.branch, with_money=with_money)
    stored = None
    if sent is not None and form.is_valid() & lines.is_valid():
        try:
            saved = _save(form, lines, is_new=visit is None)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            stored = _stored(form, patient, with_money=with_money)
        else:
            say(request, _("Visit saved."))
            return redirect(_after(request, saved, is_new=visit is None))
    context = {"form": form, "lines": lines, "visit": visit, "stored": stored, "with_money": with_money}
    status = 200 if sent is None else 422
    return render_card(request, patient, "care/visit_form.html", context, tab="visits", status=status)


def _save(form: VisitForm, lines: TreatmentForms, *, is_new: bool) -> Visit:
    if is_new:
        return write_visit(NewVisit(form.visit(), lines.lines(), form.courses() or ()))
    version = form.cleaned_data["version"]
    return correct_visit(form.visit(), lines.lines(), version=version, courses=form.courses())


def _after(request: HttpRequest, saved: Visit, *, is_new: bool) -> str:
    """Back to the visits; who has just treated somebody judges them while they remember (PAT-6)."""
    user, patient = staff(request), saved.patient
    if is_new and saved.dentist_id == user.pk and may_at(patient, user, Right.SEE_VALUE):
        return f"{reverse('web:card_judgement', args=[patient.pk])}?visit={saved.pk}"
    return f"{reverse('web:card_visits', args=[patient.pk])}#visit-{saved.pk}"


def _stored(form: VisitForm, patient: Patient, *, with_money: bool) -> VisitRow:
    """What somebody else has saved meanwhile, to be shown beside what was written here.

    Saving once more is then a choice made with both before one's eyes, so the form takes over the new version.
    """
    theirs = _visits(patient).get(pk=form.instance.pk)
    sent: Any = form.data
    sent = sent.copy()
    sent["version"] = visit_version(theirs, theirs.treatments.all())
    form.data = sent
    return _row(theirs, patient, with_money=with_money)
