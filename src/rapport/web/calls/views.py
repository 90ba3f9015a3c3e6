"""The call queue: one person at a time, by keys alone (CAM-1, CAM-2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url, reswap, trigger_client_event

from rapport.feedback.asking.ending import follow_undoing
from rapport.feedback.complaints import hear_of_call, unhear_call
from rapport.lib.refusal import Refused
from rapport.outreach.calls import (
    Said,
    begin_call,
    end_call,
    hold_person,
    last_outcome,
    let_go,
    show_life,
    undo_outcome,
)
from rapport.outreach.calls.hours import zone_of
from rapport.outreach.models import Call, CallOutcome, Extension, Task
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.calls.booking import book_agreed, place_form
from rapport.web.calls.desk import read_desk, skipped
from rapport.web.calls.forms import OutcomeForm
from rapport.web.calls.person import call_page
from rapport.web.calls.sheet import sheet_of_call, take_down
from rapport.web.htmx import render_page, say, say_refused, wants_part
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_said


def address(work_list: str, task: int | None = None) -> str:
    asked = {"list": work_list} | ({"task": task} if task else {})
    return f"{reverse('web:calls')}?{urlencode(asked)}"


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """The queue of a list and whose turn it is; list and person stand in the URL. Who is shown is held."""
    chosen = id_of(request.GET.get("task", "")) or None
    if "pause" in request.GET:
        let_go(staff(request))
    # asked here alone, so that other pages need no query to know whether to listen for a telephone
    request.session["extension"] = Extension.objects.filter(user=staff(request)).exists()
    return _desk(request, request.GET.get("list", ""), chosen)


def _desk(request: HttpRequest, work_list: str, chosen: int | None = None) -> HttpResponse:
    user = staff(request)
    desk = read_desk(user, work_list, chosen, aside=skipped(request), paused="pause" in request.GET)
    page, sheet, refused = None, None, ""
    if desk.task is not None:
        patient = patient_for(request, desk.task.patient_id, Right.MAKE_CALLS)
        try:
            hold_person(patient, by=user)
        except Refused as refusal:
            refused = refusal.message
        page = call_page(desk.task, patient, user, refused=refused)
        sheet = sheet_of_call(desk.task, patient)
    context = {
        "desk": desk,
        "page": page,
        "sheet": sheet,
        "place": page and place_form(page.task, page.patient, by=user),
        "last": last_outcome(user),
        "outcomes": CallOutcome,
        "may_see_reasons": user.may(Right.SEE_INSIGHTS),
    }
    return render_page(request, "calls/queue.html", "calls/desk.html", context)


def _task(request: HttpRequest, pk: int) -> Task:
    """A task that the caller may work on; what may not be seen does not exist."""
    tasks = Task.objects.visible_to(staff(request), Right.MAKE_CALLS).select_related("branch")
    return get_object_or_404(tasks, pk=pk)


@require_POST
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """The call begins: the gate is passed, and the telephone dials."""
    task, user = _task(request, pk), staff(request)
    patient = patient_for(request, task.patient_id, Right.MAKE_CALLS)
    dial = ""
    with refusals_said(request):
        begun = begin_call(task, by=user)
        dial = begun.number if user.may_at(Right.SEE_CONTACTS, patient.branch_id) else ""
    if not wants_part(request):
        return redirect(address(task.work_list, task.pk))
    response = render(request, "calls/head.html", {"page": call_page(task, patient, user)})
    return trigger_client_event(response, "dial", {"number": f"tel:{dial}"}) if dial else response


@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How the call ended; the answer is the next person."""
    task = _task(request, pk)
    patient = patient_for(request, task.patient_id, Right.MAKE_CALLS)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _again(request, task, form.problem)
    try:
        ended = _end(task, form.cleaned_data, request.POST, staff(request))
    except Refused as refusal:
        return _again(request, task, refusal.message)
    undo = "" if ended.outcome == CallOutcome.NEVER else reverse("web:call_undoing")
    said = _("%(name)s: %(outcome)s.") % {"name": patient.full_name, "outcome": ended.get_outcome_display()}
    say(request, said, undo=undo)
    return _next(request, task.work_list)


@transaction.atomic
def _end(task: Task, told: dict[str, object], sheet: Mapping[str, str], by: User) -> Call:
    """Of the call that `by` began; one that nobody dialled here begins now, by the same gate. What they answered
    to a survey is kept with it."""
    left_open = Call.objects.filter(patient=task.patient_id, caller=by, ended_at=None)
    begun = left_open.select_related("contact__addressed__branch").first() or begin_call(task, by=by)
    booked = told["outcome"] == CallOutcome.BOOKED
    complaint = told["outcome"] == CallOutcome.COMPLAINT
    note = " ".join(filter(None, (str(told["complaint"]) if complaint else "", str(told["note"]))))
    moment = cast("datetime | None", told["moment"])
    said = Said(
        note=note,
        stays_away=str(told["stays_away"]),
        words=str(told["words"]),
        chooses_us=str(told["chooses_us"]),
        offers=len(told["offers"]),  # type: ignore[arg-type]
        moment=moment and moment.replace(tzinfo=zone_of(begun.contact.addressed)),
        until=told["until"],  # type: ignore[arg-type]
        made=book_agreed(task, told, by=by) if booked else (),
    )
    ended = end_call(begun, str(told["outcome"]), by=by, said=said)
    hear_of_call(ended)
    take_down(ended, sheet, by=by)
    return ended


def _again(request: HttpRequest, task: Task, why: str) -> HttpResponse:
    say_refused(request, why)
    if wants_part(request):
        return reswap(HttpResponse(), "none")
    return redirect(address(task.work_list, task.pk))


def _next(request: HttpRequest, work_list: str) -> HttpResponse:
    let_go(staff(request))
    if not wants_part(request):
        return redirect(address(work_list))
    return push_url(_desk(request, work_list), address(work_list))


@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody aside until tomorrow, for this caller alone; nothing is written on the person."""
    task = _task(request, pk)
    request.session["calls_aside"] = [*skipped(request), task.pk][-500:]
    request.session["calls_aside_on"] = task.branch.today().isoformat()
    patient = patient_for(request, task.patient_id, Right.MAKE_CALLS)
    undo = reverse("web:call_skip_undoing", args=[task.pk])
    say(request, _("%(name)s: skipped until tomorrow.") % {"name": patient.full_name}, undo=undo)
    return _next(request, task.work_list)


@require_POST
def skip_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """They are not put aside after all, and on the screen again."""
    task = _task(request, pk)
    request.session["calls_aside"] = [one for one in skipped(request) if one != task.pk]
    return redirect(address(task.work_list, task.pk))


@require_POST
def life(request: HttpRequest) -> HttpResponse:
    """The page is still open: whom it shows stays with this caller."""
    show_life(staff(request))
    return HttpResponse(status=204)


@require_POST
def undoing(request: HttpRequest) -> HttpResponse:
    """Take back the last outcome; its person is on the screen again."""
    user = staff(request)
    last = last_outcome(user)
    try:
        if last is None:
            raise Refused("no_outcome", _("There is no outcome left to take back. Open the card to put it right."))
        with transaction.atomic():
            unhear_call(last, by=user)
            follow_undoing(undo_outcome(last, by=user))
        say(request, _("Taken back: the call with %(name)s goes on.") % {"name": last.patient.full_name})
    except Refused as refusal:
        say_refused(request, refusal.message)
        return redirect("web:calls")
    return redirect(address(last.task.work_list, last.task.pk) if last.task else reverse("web:calls"))
