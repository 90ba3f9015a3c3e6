"""The tasks of a clinic, and those about one person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.outreach.models import Closing
from rapport.outreach.task_actions import BY_HAND, remind
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import render_page, say
from rapport.web.refusals import refusals_in
from rapport.web.tasks.forms import ReminderForm
from rapport.web.tasks.pages import tasks_page
from rapport.web.tasks.question import read_question
from rapport.web.tasks.rows import BESIDE, done_lines, lines_of

# for how long many are put off: in days
SNOOZES = (1, 3, 7, 30)
# done with before, told on the card
CLOSED_SHOWN = 30


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks, by the day they are due."""
    context = {
        "page": tasks_page(read_question(staff(request), request.GET.dict())),
        "here": request.get_full_path(),
        "snoozes": SNOOZES,
        "closings": [(how.value, how.label) for how in BY_HAND],
        "may_write_rules": staff(request).may(Right.WRITE_SCRIPTS),
    }
    return render_page(request, "tasks/list.html", "tasks/tasks.html", context)


@require_http_methods(["GET", "POST"])
def card_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be done about one person; POST writes a task of one's own."""
    patient = patient_for(request, pk, Right.SEE_PATIENTS)
    form = ReminderForm(request.POST or None, patient=patient, user=staff(request))
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            remind(patient, by=staff(request), **form.cleaned_data)
            say(request, _("Task saved."))
            return redirect("web:card_tasks", patient.pk)
    about = patient.tasks.visible_to(staff(request)).select_related(*BESIDE, "closed_by")
    closed = about.exclude(closed_at=None).order_by("-closed_at")[:CLOSED_SHOWN]
    context = {
        "form": form,
        "open": lines_of(list(about.open().order_by("due_on", "pk")), staff(request)),
        "closed": done_lines(closed, staff(request)),
        "done": Closing.DONE.value,
    }
    status = 422 if form.is_bound else None
    return render_card(request, patient, "tasks/card.html", context, tab="", status=status)
