"""Where one person stands and why; grades by hand, moves that wait, and the dentist's judgement."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.care.actions import judge_patient
from rapport.care.models import Visit
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.actions import confirm_move, end_grade, set_grade
from rapport.segmentation.refresh import refresh_at_once
from rapport.staff.roles import Right
from rapport.web.access import may_at, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.standing.forms import (
    DepartureForm,
    GradeForm,
    JudgementForm,
    ParticipationForm,
    PurchaseForm,
    ReturnForm,
    SatisfactionForm,
    named,
)
from rapport.web.standing.loading import person_for
from rapport.web.standing.pages import scales_of, short_whys, standing_page, whys_of
from rapport.web.standing.taking_back import way_back


@require_GET
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Every scheme with its reasons, what was judged, what moved, and what can be noted."""
    return show(request, person_for(request, pk, Right.SEE_VALUE))


@require_GET
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel on the card: why this class, and this value."""
    patient, user = person_for(request, pk, Right.SEE_VALUE), staff(request)
    may_judge = may_at(patient, user, Right.WRITE_CARE)
    context = {"patient": patient, "whys": short_whys(patient, user), "may_judge": may_judge}
    return render(request, "standing/panel.html", context)


def show(request: HttpRequest, patient: Patient, **wrong: Any) -> HttpResponse:
    """The tab; `wrong` is the form that was sent with something wrong in it, by its name."""
    page = standing_page(patient, staff(request))
    today = patient.branch.today()
    with_money = may_at(patient, staff(request), Right.SEE_MONEY)
    forms = {
        "satisfaction": SatisfactionForm(),
        "departure": DepartureForm(initial={"left_on": today}),
        "coming_back": ReturnForm(initial={"returned_on": today}),
        "participation": ParticipationForm(patient=patient),
        "purchase": PurchaseForm(patient=patient, with_money=with_money),
    } | wrong
    sent = wrong.get("grade")
    rows = [
        (why, sent if sent and sent.scheme == why.told.scheme else GradeForm(patient=patient, told=why.told))
        for why in page.whys
    ]
    context = {"page": page, "rows": rows, "forms": forms}
    status = 422 if wrong else None
    return render_card(request, patient, "standing/standing.html", context, tab="standing", status=status)


@require_POST
def grades(request: HttpRequest, pk: int, scheme: str) -> HttpResponse:
    """Set a grade by hand (PAT-7)."""
    patient, name = person_for(request, pk, Right.SET_CLASS), _scheme(scheme)
    told = next((why.told for why in whys_of(patient, staff(request)) if why.told.scheme == name), None)
    if told is None:
        raise Http404
    form = GradeForm(request.POST, patient=patient, told=told)
    if not form.is_valid():
        return show(request, patient, grade=form)
    said = form.cleaned_data
    try:
        set_grade(patient, name, said["grade"], reason=said["reason"], until=said["until"], by=staff(request))
    except Refused as refused:
        form.add_error(None, refused.message)
        return show(request, patient, grade=form)
    refresh_at_once(patient)
    words = {"scheme": capfirst(str(name.label)), "grade": named(name, said["grade"])}
    say(
        request,
        _("%(scheme)s set by hand: %(grade)s.") % words,
        undo=reverse("web:card_grade_end", args=[pk, name]),
    )
    return redirect("web:card_standing", pk)


@require_POST
def grade_end(request: HttpRequest, pk: int, scheme: str) -> HttpResponse:
    """Let the rules decide again."""
    patient, name = person_for(request, pk, Right.SET_CLASS), _scheme(scheme)
    end_grade(patient, name, by=staff(request))
    refresh_at_once(patient)
    say(request, _("%(scheme)s: the rules decide again.") % {"scheme": capfirst(str(name.label))})
    return redirect("web:card_standing", pk)


@require_POST
def move_confirmation(request: HttpRequest, pk: int, scheme: str) -> HttpResponse:
    """Let a move that waits happen."""
    patient, name = person_for(request, pk, Right.SET_CLASS), _scheme(scheme)
    held = patient.held_moves.filter(scheme=name, confirmed_at=None).first()
    if held is None or held.after != request.POST.get("after"):
        say_refused(request, _("The rules say something else by now. Nothing was confirmed; look again."))
    else:
        confirm_move(held, by=staff(request))
        refresh_at_once(patient)
        say(request, _("Confirmed: %(grade)s from now on.") % {"grade": named(name, held.after)})
    return redirect("web:card_standing", pk)


def _scheme(text: str) -> Scheme:
    if text not in Scheme.values:
        raise Http404
    return Scheme(text)


@require_http_methods(["GET", "POST"])
def judgement(request: HttpRequest, pk: int) -> HttpResponse:
    """What the dentist saw, in three taps (PAT-6); ?visit= says after which visit."""
    patient = person_for(request, pk, Right.WRITE_CARE)
    visit = _visit(patient, request.GET.get("visit", ""))
    form = JudgementForm(request.POST or None)
    if form.is_valid():
        judged = judge_patient(patient, **form.cleaned_data, visit=visit, by=staff(request))
        refresh_at_once(patient)
        say(request, _("Judgement saved."), undo=way_back("judgement", judged, by=staff(request)))
        return redirect("web:card", pk)
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    before = patient.judgements.select_related("by").order_by("-at", "-pk").first()
    rows = [(form[scale.key], scale) for scale in scales_of(facts, before)]
    context = {"form": form, "rows": rows, "before": before, "visit": visit}
    status = 422 if form.errors else None
    return render_card(request, patient, "standing/judgement.html", context, tab="standing", status=status)


def _visit(patient: Patient, text: str) -> Visit | None:
    if not text:
        return None
    return get_object_or_404(patient.visits, pk=id_of(text))
