"""What is done with picked tasks: handed over, put off, closed; each with an undo."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.outreach.models.task import TaskQuerySet
from rapport.outreach.task_actions import assign_tasks, close_tasks, snooze_tasks, undo_tasks
from rapport.staff.models import User
from rapport.web.access import staff
from rapport.web.htmx import go_back, say, say_refused
from rapport.web.ids import id_of, ids_of, number_of

# the furthest a task is put off, in days
_FURTHEST = 366


@require_POST
def assignment(request: HttpRequest) -> HttpResponse:
    """Hand the picked tasks to a colleague, or to nobody."""
    asked = id_of(request.POST.get("owner", ""))
    owner = get_object_or_404(User, pk=asked, is_active=True) if asked else None
    picked = _picked(request)
    if not picked:
        return _nothing(request)
    batch, count = assign_tasks(picked, owner, by=staff(request))
    told = ngettext("%(n)s task handed over", "%(n)s tasks handed over", count)
    return _done(request, batch, count, told)


@require_POST
def snooze(request: HttpRequest) -> HttpResponse:
    """Put the picked tasks off by some days."""
    days = number_of(request.POST.get("days", ""), digits=3) or 0
    picked = _picked(request)
    if not picked or not 0 < days <= _FURTHEST:
        return _nothing(request)
    batch, count = snooze_tasks(picked, clock.now() + timedelta(days=days), by=staff(request))
    return _done(request, batch, count, ngettext("%(n)s task put off", "%(n)s tasks put off", count))


@require_POST
def closure(request: HttpRequest) -> HttpResponse:
    """Close the picked tasks, and say how they came to their end."""
    picked = _picked(request)
    if not picked:
        return _nothing(request)
    try:
        words = request.POST.get("words", "").replace("\x00", "")
        batch, count = close_tasks(picked, request.POST.get("how", ""), by=staff(request), words=words)
    except Refused as refused:
        say_refused(request, refused.message)
        return go_back(request, "web:tasks")
    return _done(request, batch, count, ngettext("%(n)s task closed", "%(n)s tasks closed", count))


@require_POST
def undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back what one has done with tasks in one go."""
    count = undo_tasks(batch, by=staff(request))
    if count:
        told = ngettext("Taken back: %(n)s task is as it was", "Taken back: %(n)s tasks are as they were", count)
        say(request, told % {"n": count})
    else:
        say_refused(request, _("Nothing to take back: these tasks have been changed since."))
    return go_back(request, "web:tasks")


def _picked(request: HttpRequest) -> TaskQuerySet | None:
    ids = ids_of(request.POST.getlist("task"))
    return Task.objects.visible_to(staff(request)).filter(pk__in=ids) if ids else None


def _nothing(request: HttpRequest) -> HttpResponseRedirect:
    say_refused(request, _("No task is picked. Tick tasks in the list, then try again."))
    return go_back(request, "web:tasks")


def _done(request: HttpRequest, batch: uuid.UUID, count: int, told: str) -> HttpResponseRedirect:
    if count:
        say(request, told % {"n": count}, undo=reverse("web:tasks_undo", args=[batch]))
    else:
        say_refused(request, _("Nothing was changed: these tasks are closed, or not for this branch."))
    return go_back(request, "web:tasks")
