"""Post-visit service forms: the list, and one of them to be filled or read (AFT-1)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.feedback.aftercare.forms import fill_form, questions_of
from rapport.feedback.answering import Answers
from rapport.feedback.models import ServiceForm
from rapport.lib.refusal import Refused
from rapport.staff.roles import Right
from rapport.web.access import page_of, patient_for, staff
from rapport.web.feedback.frame import tabs
from rapport.web.feedback.sheets import filled_form, read_answers
from rapport.web.htmx import say
from rapport.web.service_forms.pages import Asked, forms_page, line_of, load
from rapport.web.sight import Sight


@require_GET
def service_forms(request: HttpRequest) -> HttpResponse:
    """Forms to be filled, the most urgent first, and those that are filed."""
    user = staff(request)
    page = forms_page(user, Asked.read(request.GET), page_of(request))
    return render(request, "service_forms/list.html", {"page": page, "tabs": tabs(user, "web:service_forms")})


@require_http_methods(["GET", "POST"])
def service_form(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: its questions to be answered, or what was filed."""
    user = staff(request)
    form = load(user, pk, Right.HANDLE_FEEDBACK if request.method == "POST" else Right.SEE_FEEDBACK)
    if form is None:
        raise Http404
    patient_for(request, form.patient_id, Right.SEE_FEEDBACK)
    if request.method != "POST":
        return _show(request, form, Answers())
    answers = read_answers(request.POST, get_language() or "en")
    try:
        fill_form(form, answers, by=user)
    except Refused as refused:
        return _show(request, form, answers, refused.message)
    say(request, _("Filed: %(name)s.") % {"name": form.patient.full_name})
    return redirect("web:service_forms")


def _show(request: HttpRequest, form: ServiceForm, answers: Answers, wrong: str = "") -> HttpResponse:
    user = staff(request)
    sight = Sight.at(user, form.patient.branch_id)
    lines = form.lines.select_related("question").order_by("pk")
    context = {
        "line": line_of(form, user),
        "form": form,
        "sheet": filled_form(questions_of(form), get_language() or "en", answers),
        "filed": [(one, sight.text(one.words)) for one in lines],
        "remark": sight.text(form.remark),
        "filled_at": form.filled_at and form.branch.wall_clock(form.filled_at),
        "may_fill": user.may_at(Right.HANDLE_FEEDBACK, form.patient.branch_id),
        "wrong": wrong,
        "tabs": tabs(user, "web:service_forms"),
    }
    return render(request, "service_forms/form.html", context, status=422 if wrong else 200)
