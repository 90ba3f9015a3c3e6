"""What is done about a complaint: its steps, its solution, its end; each with an undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.feedback.complaints import (
    agree_solution,
    close_complaint,
    close_unreached,
    hand_over,
    note_try,
    reopen_complaint,
    settle_inside,
    sort_complaint,
    take_back_step,
    take_step,
)
from rapport.feedback.models import Complaint, ComplaintStep
from rapport.lib.refusal import Refused
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.complaints import forms
from rapport.web.complaints.views import found, show
from rapport.web.htmx import say, say_refused
from rapport.web.refusals import refusals_in

_HANDLE = Right.HANDLE_FEEDBACK


def _do(
    request: HttpRequest,
    complaint: Complaint,
    name: str,
    form: Form,
    act: Callable[[dict[str, Any]], ComplaintStep],
) -> HttpResponse:
    """Take what `form` says to `act` and tell that it is done, with an undo; else the page with what is wrong."""
    if form.is_valid():
        with refusals_in(form):
            step = act(form.cleaned_data)
            undo = reverse("web:complaint_undoing", args=[complaint.pk, step.pk])
            say(request, _("Saved: %(step)s.") % {"step": step.get_move_display()}, undo=undo)
            return redirect("web:complaint", complaint.pk)
    return show(request, complaint, **{name: form})


@require_POST
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """The next of the eight steps, with what was said; or left out, with the reason."""
    one, user = found(request, pk, _HANDLE), staff(request)

    def act(told: dict[str, Any]) -> ComplaintStep:
        move = request.POST.get("move", "")
        return take_step(one, move, told["words"], by=user, skipped=told["skipped"])

    return _do(request, one, "step", forms.StepForm(request.POST), act)


@require_POST
def solution(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed on with the client, promised and given."""
    one, user = found(request, pk, _HANDLE), staff(request)
    form = forms.SolutionForm(request.POST, complaint=one)

    def act(told: dict[str, Any]) -> ComplaintStep:
        return agree_solution(
            one, told["words"], by=user, promises=form.promises, compensations=form.compensations
        )

    return _do(request, one, "solution", form, act)


@require_POST
def second_score(request: HttpRequest, pk: int) -> HttpResponse:
    """The client's second word: 8 points and more close it."""
    one, user = found(request, pk, _HANDLE), staff(request)

    def act(told: dict[str, Any]) -> ComplaintStep:
        return close_complaint(one, told["points"], told["words"], by=user)

    return _do(request, one, "second", forms.SecondScoreForm(request.POST, prefix="second"), act)


@require_POST
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    """The other ends: nobody could be reached, or there is nobody to ask."""
    one, user = found(request, pk, _HANDLE), staff(request)
    close = close_unreached if one.patient_id is not None else settle_inside

    def act(told: dict[str, Any]) -> ComplaintStep:
        return close(one, told["words"], by=user)

    return _do(request, one, "ending", forms.WordsForm(request.POST, prefix="ending"), act)


@require_POST
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It has come back."""
    one, user = found(request, pk, _HANDLE), staff(request)

    def act(told: dict[str, Any]) -> ComplaintStep:
        return reopen_complaint(one, told["words"], by=user)

    return _do(request, one, "ending", forms.WordsForm(request.POST, prefix="ending"), act)


@require_POST
def tries(request: HttpRequest, pk: int) -> HttpResponse:
    """Tried to reach the client, in vain."""
    one, user = found(request, pk, _HANDLE), staff(request)
    return _do(request, one, "ending", Form(request.POST), lambda told: note_try(one, by=user))


@require_POST
def sorting(request: HttpRequest, pk: int) -> HttpResponse:
    """Of what kinds it is, how grave, and whom it is about."""
    one, user = found(request, pk, _HANDLE), staff(request)

    def act(told: dict[str, Any]) -> ComplaintStep:
        return sort_complaint(one, by=user, **told)

    return _do(request, one, "sorting", forms.SortingForm(request.POST, complaint=one, prefix="sorting"), act)


@require_POST
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague sees to it from now on."""
    one, user = found(request, pk, _HANDLE), staff(request)

    def act(told: dict[str, Any]) -> ComplaintStep:
        return hand_over(one, told["to"], by=user)

    return _do(request, one, "owner", forms.OwnerForm(request.POST, complaint=one), act)


@require_POST
def undoing(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take back what one has just done."""
    one = found(request, pk, _HANDLE)
    try:
        left = take_back_step(get_object_or_404(ComplaintStep, pk=step, complaint=one), by=staff(request))
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect("web:complaint", pk)
    say(request, _("Taken back."))
    return redirect("web:complaint", pk) if left else redirect("web:complaints")
