"""Feedback slips: the list, one slip, and the steps that staff take (AFT-5)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.asking.inviting import invite_again
from rapport.feedback.models import Slip, Survey, Through
from rapport.feedback.questions import sheet_of
from rapport.feedback.slips import deal_with, hand_over
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import page_of, patient_for, staff
from rapport.web.feedback.frame import tabs
from rapport.web.htmx import say, say_refused
from rapport.web.refusals import refusals_said
from rapport.web.slips.forms import DealingForm, OwnerForm, SecondAnswerForm
from rapport.web.slips.pages import ICONS, load, slip_page, slips_page


@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """Open slips, the most urgent first."""
    user = staff(request)
    branches = list(Branch.objects.visible_to(user, Right.SEE_FEEDBACK))
    branch = next((one for one in branches if str(one.pk) == request.GET.get("branch")), None)
    page = slips_page(user, request.GET.get("view", ""), branch, branches, page_of(request))
    return render(request, "slips/list.html", {"page": page, "tabs": tabs(user, "web:slips")})


@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip: what was said, its way so far, and the step that runs."""
    return _show(request, _load(request, pk))


@require_POST
def dealing(request: HttpRequest, pk: int) -> HttpResponse:
    """What the dentist did; customer service then asks the client again."""
    found, form = _load(request, pk), DealingForm(request.POST)
    if not form.is_valid():
        return _show(request, found, dealing=form)
    try:
        deal_with(found, form.cleaned_data["words"], by=staff(request))
    except Refused as refused:
        form.add_error(None, refused.message)
        return _show(request, found, dealing=form)
    say(request, _("Saved. Customer service asks the client whether it is settled."))
    return redirect("web:slip", pk)


@require_POST
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague takes the step that runs."""
    found = _load(request, pk)
    form = OwnerForm(request.POST, slip=found)
    if not slip_page(found, staff(request)).may_hand_over:
        raise Http404
    if form.is_valid():
        with refusals_said(request):
            hand_over(found, form.cleaned_data["to"], by=staff(request))
            say(request, _("Handed over to %(name)s.") % {"name": form.cleaned_data["to"]})
    else:
        say_refused(request, _("Choose a colleague."))
    return redirect("web:slip", pk)


@require_POST
def second_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The client's own second answer, taken down at the desk or on the phone: satisfied closes the slip."""
    found, form = _load(request, pk, Right.HANDLE_FEEDBACK), SecondAnswerForm(request.POST)
    asked = _asked(found)
    if not form.is_valid():
        return _show(request, found, second=form)
    question = sheet_of(asked).overall
    answers = Answers(points={question.pk: form.cleaned_data["points"]}, remark=form.cleaned_data["words"])
    try:
        answer_survey(asked, answers, through=Through.DESK, by=staff(request))
    except Refused as refused:
        form.add_error(None, refused.message)
        return _show(request, found, second=form)
    found.refresh_from_db()
    said = _("Closed with the client's word.") if found.closed_at else _("The dentist has it again.")
    say(request, said, undo=reverse("web:survey_undoing", args=[asked.pk]))
    return redirect("web:slip", pk)


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """The client is written to, and says whether it is settled. Once for each time they are asked."""
    asked = _asked(_load(request, pk, Right.HANDLE_FEEDBACK))
    if asked.message_id is not None:
        say_refused(request, _("They were written to already. Call them if they do not answer."))
    elif invite_again(asked):
        say(request, _("Written. Their answer closes the slip, or brings it back to the dentist."))
    else:
        say_refused(request, _("No message may go to them now, or there is no channel. Call them."))
    return redirect("web:slip", pk)


def _asked(slip: Slip) -> Survey:
    """What the client is being asked by; nothing is asked while the slip lies with the dentist."""
    asked: Survey | None = slip.asked_again.open().first()
    if asked is None:
        raise Http404
    return asked


def _load(request: HttpRequest, pk: int, right: Right = Right.SEE_FEEDBACK) -> Slip:
    user = staff(request)
    found = load(user, pk)
    if found is None or not user.may_at(right, found.branch_id):
        raise Http404
    patient_for(request, found.patient_id)
    return found


def _show(request: HttpRequest, slip: Slip, **wrong: Any) -> HttpResponse:
    """The page; `wrong` is the form that was sent with something wrong in it, by its name."""
    context = {
        "page": slip_page(slip, staff(request)),
        "slip": slip,
        "icons": {str(move): icon for move, icon in ICONS.items()},
        "dealing": DealingForm(),
        "owner": OwnerForm(slip=slip),
        "second": SecondAnswerForm(),
        "tabs": tabs(staff(request), "web:slips"),
        **wrong,
    }
    return render(request, "slips/slip.html", context, status=422 if wrong else 200)
