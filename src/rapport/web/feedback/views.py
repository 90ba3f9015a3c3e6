"""The pages of surveys: the board of the month, and one survey taken down at the desk (AFT-2, AFT-6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.feedback.answering import answer_survey, end_survey, take_back_own_answer
from rapport.feedback.models import Ending, Survey, Terms, Through
from rapport.feedback.questions import sheet_of
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task, WorkList
from rapport.people.language import language_spoken
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.contacts import phone_line
from rapport.web.feedback.board import read_board
from rapport.web.feedback.forms import TermsForm
from rapport.web.feedback.frame import tabs
from rapport.web.feedback.people import SHOWN, people_in
from rapport.web.feedback.scope import read_scope
from rapport.web.feedback.sheets import filled_sheet, read_answers
from rapport.web.htmx import say, say_refused
from rapport.web.refusals import refusals_said
from rapport.web.sight import Sight

# what may be said of a survey without points
_ENDS = (Ending.SPOKEN, Ending.DECLINED, Ending.NOT_REACHED)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Everyone treated in a month: who was reached, and who is still to be asked."""
    user = staff(request)
    scope = read_scope(request, user)
    page = read_board(user, scope)
    one = scope.branch or next(iter(scope.branches), None)
    waiting = Task.objects.open().visible_to(user).filter(work_list=WorkList.SURVEY, owner=user)
    context = {
        "tabs": tabs(user, "web:feedback"),
        "scope": scope,
        "page": page,
        "lines": people_in(user, scope, page.state),
        "most": SHOWN,
        "terms_of": one if one and user.may_at(Right.WRITE_SCRIPTS, one.pk) else None,
        "to_call": waiting.count() if user.may(Right.MAKE_CALLS) else 0,
    }
    return render(request, "feedback/board.html", context)


def _survey(request: HttpRequest, pk: int) -> Survey:
    """A survey that the reader may take down; what may not be seen does not exist."""
    surveys = Survey.objects.visible_to(staff(request), Right.HANDLE_FEEDBACK)
    survey = get_object_or_404(surveys.select_related("category", "dentist", "about"), pk=pk)
    survey.patient = patient_for(request, survey.patient_id, Right.HANDLE_FEEDBACK)
    return survey


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: its questions, to be taken down at the desk, and what was answered."""
    found, wrong, answers = _survey(request, pk), "", None
    if request.method == "POST":
        answers = read_answers(request.POST, language_spoken(found.patient))
        try:
            answer_survey(found, answers, through=Through.DESK, by=staff(request))
            undo = reverse("web:survey_undoing", args=[found.pk])
            say(request, _("Taken down: %(name)s.") % {"name": found.patient.full_name}, undo=undo)
            return redirect("web:feedback")
        except Refused as refused:
            wrong = refused.message
    context = {
        "tabs": tabs(staff(request), "web:feedback"),
        "survey": found,
        "sight": Sight.of(staff(request), found.patient),
        "phone": phone_line(found.patient, Sight.of(staff(request), found.patient).contacts),
        "sheet": filled_sheet(sheet_of(found), language_spoken(found.patient), answers),
        "answers": found.answers.select_related("question"),
        "ended": found.ended_at and found.patient.branch.wall_clock(found.ended_at),
        "ends": _ENDS,
        "wrong": wrong,
    }
    return render(request, "feedback/survey.html", context, status=422 if wrong else 200)


@require_POST
def survey_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """What one has just taken down at the desk was not said: they are asked again."""
    found = _survey(request, pk)
    with refusals_said(request):
        take_back_own_answer(found, by=staff(request))
        say(request, _("Taken back: they are asked again."))
    return redirect("web:slip", found.about_id) if found.about_id else redirect("web:survey", found.pk)


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """By when a branch asks, answers and puts right (AFT-2, AFT-3, AFT-5, CMP-2)."""
    branch = get_object_or_404(Branch.objects.visible_to(staff(request), Right.WRITE_SCRIPTS), pk=pk)
    form = TermsForm(request.POST or None, instance=Terms.of(branch))
    if form.is_valid():
        form.save()
        say(request, _("Saved."))
        return redirect("web:feedback")
    title = _("Terms of feedback: %(branch)s") % {"branch": branch}
    context = {"form": form, "title": title, "tabs": tabs(staff(request), "web:feedback")}
    return render(request, "feedback/terms.html", context, status=422 if form.is_bound else 200)


@require_POST
def survey_ending(request: HttpRequest, pk: int) -> HttpResponse:
    """They did not want to, had nothing to say, or could not be reached."""
    found, how = _survey(request, pk), request.POST.get("how", "")
    if how not in _ENDS:
        say_refused(request, _("Say how it ended: spoken with, did not want to, or not reached."))
        return redirect("web:survey", found.pk)
    ended = end_survey(found, how, through=Through.DESK, by=staff(request))
    name = found.patient.full_name
    say(request, _("%(name)s: %(how)s.") % {"name": name, "how": ended.get_ended_how_display()})
    return redirect("web:feedback")
