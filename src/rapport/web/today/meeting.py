"""The morning meeting beside the day: minutes, ticks, and the one thing to mind (CMP-7)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.feedback import meeting as meetings
from rapport.feedback.models import Meeting, Minute
from rapport.lib.storable import storable
from rapport.people import names
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import page_of, staff
from rapport.web.htmx import go_back, say
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_said
from rapport.web.sight import Sight

OFFERED = 8
SHOWN = 30
_ISSUE = re.compile(r"(complaint|slip|kind|minute):[a-z0-9_]{1,30}")


@require_POST
def minutes(request: HttpRequest, branch: int) -> HttpResponse:
    """Write a line down."""
    where, user = _branch(request, branch), staff(request)
    people = Patient.objects.visible_to(user).filter(branch=where)
    about = people.filter(pk=id_of(request.POST.get("patient", ""))).first()
    with refusals_said(request):
        minute = meetings.write_minute(
            _meeting(request, where),
            storable(request.POST.get("words", "")),
            by=user,
            about=about,
            is_problem="is_problem" in request.POST,
        )
        to = minute.assigned_to
        say(request, _("Written down; %(name)s has it to do.") % {"name": to} if to else _("Written down."))
    return go_back(request, "web:today")


@require_POST
def settling(request: HttpRequest, pk: int) -> HttpResponse:
    """What a minute asked for is done; sent once more with `again` it is open again."""
    minute = get_object_or_404(Minute.objects.select_related("meeting__branch", "task"), pk=pk)
    _branch(request, minute.meeting.branch_id)
    if "again" in request.POST:
        meetings.reopen_minute(minute)
        say(request, _("It is on the table again."))
    else:
        meetings.settle_minute(minute, by=staff(request))
        say(request, _("Settled."))
    return go_back(request, "web:today")


@require_POST
def ticks(request: HttpRequest, branch: int) -> HttpResponse:
    """An issue was talked over, or was not."""
    what = request.POST.get("what", "")
    where = _branch(request, branch)
    if not _ISSUE.fullmatch(what):
        raise Http404
    meetings.talk_over(_meeting(request, where), what, "talked" in request.POST, by=staff(request))
    return go_back(request, "web:today")


@require_POST
def one_thing(request: HttpRequest, branch: int) -> HttpResponse:
    """What to mind today above all, in one's own words."""
    where = _branch(request, branch)
    meetings.choose_one_thing(_meeting(request, where), storable(request.POST.get("words", "")), by=staff(request))
    say(request, _("Saved."))
    return go_back(request, "web:today")


@require_GET
def colleagues(request: HttpRequest, branch: int) -> HttpResponse:
    """Colleagues to name in the minutes, as one types."""
    q = names.fold(request.GET.get("q", "").replace("\x00", "")[:50])
    known = meetings.who_meets(_branch(request, branch))
    found = [one for one in known if any(term.startswith(q) for term in names.search_terms(one.name))]
    return render(request, "notes/colleagues.html", {"found": found[:OFFERED]})


@require_GET
def archive(request: HttpRequest, branch: int) -> HttpResponse:
    """The minutes of earlier mornings, the latest first; words can be looked for."""
    where, q = _branch(request, branch), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    held = Minute.objects.filter(meeting__branch=where).select_related("meeting", "by", "assigned_to", "patient")
    if q:
        held = held.filter(words__icontains=q)
    start = page_of(request) * SHOWN
    lines = list(held.order_by("-meeting__day", "pk")[start : start + SHOWN + 1])
    context: dict[str, Any] = {
        "branch": where,
        "sight": Sight.at(staff(request), where.pk),
        "q": q,
        "lines": lines[:SHOWN],
        "next": f"?q={q}&page={start // SHOWN + 1}" if len(lines) > SHOWN else "",
    }
    return render(request, "today/archive.html", context)


def _meeting(request: HttpRequest, branch: Branch) -> Meeting:
    return meetings.meeting_of(branch, read_day(request.POST.get("day", ""), branch))


def read_day(text: str, branch: Branch) -> date:
    """The day that `text` says, else today at the branch."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return branch.today()
    # a day whose neighbours exist too
    few = timedelta(days=7)
    return day if date.min + few < day < date.max - few else branch.today()


def meeting_on(branch: Branch, day: date) -> dict[str, object]:
    """What the page shows of the meeting of that morning; nothing is made by looking."""
    held = Meeting.objects.filter(branch=branch, day=day).select_related("one_thing_by").first()
    lines = held.minutes.select_related("by", "assigned_to", "patient") if held else Minute.objects.none()
    return {"meeting": held, "minutes": [(one, branch.local(one.at)) for one in lines]}


def _branch(request: HttpRequest, pk: int) -> Branch:
    return get_object_or_404(Branch.objects.visible_to(staff(request), Right.SEE_FEEDBACK), pk=pk)
