"""Silent risk and the ledger of the lost (CMP-4, CMP-9)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.feedback.asking_the_silent import call_the_silent
from rapport.feedback.losses import USUAL_ATTRITION, correct_loss
from rapport.feedback.models import Loss, LossReason
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import page_of, patient_for, staff
from rapport.web.feedback.frame import tabs
from rapport.web.htmx import go_back, say
from rapport.web.ids import ids_of, number_of
from rapport.web.leaving.pages import SHOWN, Narrowed, losses_page, silent_page
from rapport.web.refusals import refusals_said
from rapport.web.tabs import Tab, branch_tabs

# what somebody can have said: not knowing is no answer
_ANSWERS = [(value, label) for value, label in LossReason.choices if value != LossReason.UNKNOWN]


class ReasonForm(forms.Form):
    """Why they went, as they said themselves."""

    reason = forms.ChoiceField(choices=_ANSWERS)
    words = forms.CharField(max_length=300, required=False)


@require_GET
def silent(request: HttpRequest) -> HttpResponse:
    """Who is likely to leave without a word, and how right the list of a year ago was."""
    branch, choice = _branches(request)
    page = page_of(request)
    context = {
        "page": silent_page(branch, staff(request), page),
        "branch": branch,
        "branches": choice,
        "may_call": staff(request).may_at(Right.MAKE_CALLS, branch.pk),
        "next": f"?branch={branch.pk}&page={page + 1}",
        "tabs": tabs(staff(request), "web:silent_risk"),
    }
    return render(request, "leaving/silent.html", context)


@require_POST
def silent_calls(request: HttpRequest) -> HttpResponse:
    """Put those who were shown on the list of who is called."""
    branch, _choice = _branches(request, Right.MAKE_CALLS)
    shown = ids_of(request.POST.getlist("patient")[:SHOWN])
    visible = Patient.objects.visible_to(staff(request)).filter(pk__in=shown)
    number = call_the_silent(branch, list(visible.values_list("pk", flat=True)))
    said = ngettext(
        "%(number)s client is on the call list now.", "%(number)s clients are on the call list now.", number
    )
    say(request, said % {"number": number} if number else _("All of them are on the call list already."))
    return go_back(request, "web:silent_risk")


@require_GET
def losses(request: HttpRequest) -> HttpResponse:
    """Who was lost in a year and why, beside what is usual; who can be won back."""
    branch, choice = _branches(request)
    year, number = number_of(request.GET.get("year", ""), digits=4), page_of(request)
    win_back = "win_back" in request.GET
    narrowed = None if win_back else _narrowed(request)
    page = losses_page(branch, staff(request), year, number, win_back=win_back, narrowed=narrowed)
    here = f"?branch={branch.pk}&year={page.chosen.year}"
    only = f"&reason={narrowed.reason}&asked={int(narrowed.asked)}" if narrowed else ""
    context = {
        "page": page,
        "branch": branch,
        "branches": choice,
        "win_back": win_back,
        "here": here,
        "narrowed": narrowed,
        "answers": _ANSWERS,
        "usual": USUAL_ATTRITION,
        "next": f"{here}{'&win_back=1' if win_back else only}&page={number + 1}",
        "tabs": tabs(staff(request), "web:losses"),
    }
    return render(request, "leaving/losses.html", context)


def _narrowed(request: HttpRequest) -> Narrowed | None:
    """The reason in the address; what is none counts as not said."""
    reason = request.GET.get("reason", "")
    return Narrowed(LossReason(reason), request.GET.get("asked") == "1") if reason in LossReason.values else None


@require_POST
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody said when they were asked why they came no more."""
    loss = get_object_or_404(Loss.objects.visible_to(staff(request), Right.HANDLE_FEEDBACK), pk=pk)
    patient_for(request, loss.patient_id)
    form = ReasonForm(request.POST)
    with refusals_said(request):
        if not form.is_valid():
            raise Refused("reason", _("Choose the reason that they gave."))
        correct_loss(loss, form.cleaned_data["reason"], words=form.cleaned_data["words"], by=staff(request))
        say(request, _("Saved."))
    return go_back(request, "web:losses")


def _branches(request: HttpRequest, right: Right = Right.SEE_FEEDBACK) -> tuple[Branch, list[Tab]]:
    """The branch asked for, and those to choose from as `seg` takes them."""
    here = get_list_or_404(Branch.objects.visible_to(staff(request), right))
    asked = request.POST.get("branch") or request.GET.get("branch")
    chosen = next((one for one in here if str(one.pk) == asked), here[0])
    return chosen, branch_tabs(here, chosen, lambda pk: f"?branch={pk}")
