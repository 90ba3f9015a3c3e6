"""Complaints: the list, one complaint, and raising one (CMP-1, CMP-5, CMP-8)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.feedback.complaints import NewComplaint, new_token, raise_complaint, raise_with_link
from rapport.feedback.models import Complaint, Heard, Slip, Terms
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import page_of, patient_for, staff
from rapport.web.complaints import forms
from rapport.web.complaints.asking import read_asked
from rapport.web.complaints.pages import complaint_page, complaints_page, load
from rapport.web.complaints.taking_out import export_of
from rapport.web.exporting import ExportForm, hand_out
from rapport.web.feedback.frame import tabs
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_in


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """Open complaints, the most urgent first, and how soon they are answered."""
    user, asked = staff(request), read_asked(request)
    context = {
        "page": complaints_page(asked, page_of(request)),
        "branch": asked.branch or next(iter(asked.branches), None),
        "tabs": tabs(user, "web:complaints"),
        "may_raise": user.may(Right.RAISE_COMPLAINTS),
    }
    return render(request, "complaints/list.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask what it is for, then give the list of the address as a file."""
    user, asked = staff(request), read_asked(request)
    back = f"{reverse('web:complaints')}?{asked.query()}"
    form = ExportForm(request.POST or None)
    try:
        prepared = export_of(asked)
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect(back)
    if form.is_valid():
        return hand_out(prepared, by=user, **form.cleaned_data)
    context = {
        "form": form,
        "export": prepared,
        "asked": asked,
        "back": back,
        "tabs": tabs(user, "web:complaints"),
    }
    return render(request, "complaints/export.html", context, status=422 if form.errors else 200)


@require_GET
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint: what was said, its eight steps, and what comes next."""
    return show(request, found(request, pk))


def found(request: HttpRequest, pk: int, right: Right = Right.SEE_FEEDBACK) -> Complaint:
    """The complaint `pk` for who has `right` at its branch; what may not be seen does not exist."""
    user = staff(request)
    known = load(user, pk)
    if known is None or not user.may_at(right, known.branch_id):
        raise Http404
    if known.patient_id is not None and user.may_at(Right.SEE_PATIENTS, known.branch_id):
        patient_for(request, known.patient_id)
    return known


def show(request: HttpRequest, complaint: Complaint, **wrong: Any) -> HttpResponse:
    """The page; `wrong` is the form that was sent with something wrong in it, by its name."""
    user = staff(request)
    context = {
        "page": complaint_page(complaint, user, attempts=Terms.of(complaint.branch).attempts),
        "complaint": complaint,
        "step": forms.StepForm(),
        "solution": forms.SolutionForm(complaint=complaint),
        "second": forms.SecondScoreForm(prefix="second"),
        "ending": forms.WordsForm(prefix="ending"),
        "sorting": forms.SortingForm(complaint=complaint, prefix="sorting"),
        "owner": forms.OwnerForm(complaint=complaint),
        "tabs": tabs(user, "web:complaints"),
        **wrong,
    }
    return render(request, "complaints/complaint.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody complains of: of a person (?patient=), out of a slip (?slip=), or of a stranger.

    Who complains stands at the counter: it is open in counter mode, and leads from there to no complaint.
    """
    user, slip = staff(request), _slip(request)
    patient = slip.patient if slip else _patient(request)
    branch = _branch(request, patient)
    given = {"heard": Heard.SURVEY, "words": slip.survey.words} if slip and slip.survey else {}
    form = forms.RaisingForm(request.POST or None, branch=branch, patient=patient, initial=given)
    if form.is_bound and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if value}
        survey = slip.survey if slip and slip.survey and not hasattr(slip.survey, "complaint") else None
        complaint = NewComplaint(branch=branch, patient=patient, slip=slip, survey=survey, **told)
        with refusals_in(form):
            return _written_down(request, raise_complaint(complaint, by=user))
    context = {
        "form": form,
        "patient": patient,
        "branch": branch,
        "may_read": user.may(Right.SEE_FEEDBACK),
        "tabs": tabs(user, "web:complaints"),
    }
    return render(request, "complaints/new.html", context, status=422 if form.is_bound else 200)


def _written_down(request: HttpRequest, raised: Complaint) -> HttpResponse:
    """To the complaint, and at the counter back to who complains."""
    said = _("Complaint written down. Offers to them rest now.")
    if staff(request).may(Right.SEE_FEEDBACK):
        undo = reverse("web:complaint_undoing", args=[raised.pk, raised.steps.earliest("pk").pk])
        say(request, said, undo=undo)
        return redirect("web:complaint", raised.pk)
    say(request, said)
    return redirect("web:card", raised.patient_id) if raised.patient_id else redirect("web:start")


def _slip(request: HttpRequest) -> Slip | None:
    pk = id_of(request.GET.get("slip", ""))
    handled = Slip.objects.visible_to(staff(request), Right.HANDLE_FEEDBACK)
    return handled.select_related("patient__branch", "survey").filter(pk=pk).first()


def _patient(request: HttpRequest) -> Patient | None:
    pk = id_of(request.GET.get("patient", ""))
    return patient_for(request, pk, Right.RAISE_COMPLAINTS) if pk else None


def _branch(request: HttpRequest, patient: Patient | None) -> Branch:
    """Where it happened: the one asked for, else the person's, else the first at which one writes them down."""
    mine = list(Branch.objects.visible_to(staff(request), Right.RAISE_COMPLAINTS))
    wanted = id_of(request.GET.get("branch", "")) or (patient.branch_id if patient else 0)
    if not mine:
        raise Http404
    return next((one for one in mine if one.pk == wanted), mine[0])


@require_http_methods(["GET", "POST"])
def concern(request: HttpRequest) -> HttpResponse:
    """A colleague says what troubles them, with their name or without: then nothing here tells who it was."""
    user = staff(request)
    form = forms.ConcernForm(request.POST or None, branches=Branch.objects.visible_to(user, Right.SEE_TODAY))
    if form.is_bound and form.is_valid():
        told = dict(form.cleaned_data)
        nameless, token = told.pop("anonymous"), told.pop("token") or new_token()
        new_one = NewComplaint(heard=Heard.STAFF, anonymous=nameless, **told)
        with refusals_in(form):
            raise_with_link(new_one, token, by=None if nameless else user)
            # no toast: it would stand in the session of who it was
            return redirect("web:said", token)
    return render(request, "complaints/concern.html", {"form": form}, status=422 if form.is_bound else 200)
