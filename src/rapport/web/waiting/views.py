"""The waiting list as the desk works with it: who is asked, who is next, who is put on and taken off (BOO-3)."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.appointments.booking import take_step
from rapport.appointments.models import (
    Answer,
    Appointment,
    AppointmentState,
    BookedThrough,
    TimeOffer,
    WaitingEntry,
)
from rapport.appointments.waiting import accept, decline, offer_time, put_back, put_on_list, take_off, withdraw
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import page_of, patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_in, refusals_said
from rapport.web.schedule.appointments import say_taken
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.scope import YEARS, read_scope
from rapport.web.tabs import branch_tabs
from rapport.web.waiting.forms import OffForm, WishForm
from rapport.web.waiting.pages import lines_of, page_for, times_for

_HEARD = (Answer.YES, Answer.NO, Answer.WITHDRAWN)
# what an appointment that was left open has become
_BECAME = (AppointmentState.DONE, AppointmentState.NO_SHOW)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The list of a branch, in turn."""
    user, page, turn = staff(request), page_of(request), page_of(request, "turn")
    scope = read_scope(request, user)
    url = reverse("web:waiting")
    context = {
        "page": page_for(user, scope.branch, page, turn),
        "scope": scope,
        "branches": branch_tabs(scope.branches, scope.branch, lambda pk: f"{url}?branch={pk}"),
        "number": page,
        "may_book": scope.branch is not None and user.may_at(Right.BOOK, scope.branch.pk),
        "tabs": tabs(user, "web:waiting"),
    }
    with timezone.override(scope.branch.zone if scope.branch else None):
        return render(request, "waiting/list.html", context)


@require_http_methods(["GET", "POST"])
def card_waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the list, from their card."""
    patient = patient_for(request, pk, Right.BOOK)
    form = WishForm(request.POST or None, branch=patient.branch, patient=patient)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = put_on_list(patient, form.wish(), through=BookedThrough.DESK, by=staff(request))
            undo = reverse("web:waiting_leaving", args=[made.pk])
            say(request, _("%(name)s is on the waiting list.") % {"name": patient.full_name}, undo=undo)
            return _to_list(made.branch)
    theirs = WaitingEntry.objects.open().filter(patient=patient, branch=patient.branch)
    context = {"form": form, "entries": lines_of(theirs, staff(request))}
    status = 422 if form.is_bound else 200
    return render_card(request, patient, "waiting/new.html", context, tab="", status=status)


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One who waits: what they were offered, free times to offer by hand, and how to take them off."""
    user, found = staff(request), _load(request, pk)
    offers = found.offers.select_related("dentist", "message", "task", "by", "answered_by")
    times = times_for(found) if found.ended_at is None else []
    dentists = User.objects.in_bulk({one.dentist for one in times})
    context = {
        "entry": found,
        "line": lines_of(WaitingEntry.objects.filter(pk=found.pk), user)[0],
        "offers": offers.order_by("-pk"),
        "times": [(f"{one.dentist}@{one.starts_at.isoformat()}", one, dentists[one.dentist]) for one in times],
        "off": OffForm(),
        "tabs": tabs(user, "web:waiting"),
    }
    with timezone.override(found.branch.zone):
        return render(request, "waiting/entry.html", context)


@require_POST
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off the list; without a reason it was a mistake, which an undo says."""
    found, user = _load(request, pk), staff(request)
    why, words = request.POST.get("why", "mistake"), storable(request.POST.get("words", ""))
    with refusals_said(request):
        take_off(found, why, by=user, words=words)
        undo = reverse("web:waiting_undoing", args=[pk])
        say(request, _("%(name)s is off the waiting list.") % {"name": found.patient.full_name}, undo=undo)
    return _to_list(found.branch)


@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """On the list again, in the old place."""
    found = _load(request, pk)
    with refusals_said(request):
        put_back(found)
        say(request, _("On the list again, in the same place."))
    return _to_list(found.branch)


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer one of the free times by hand."""
    found = _load(request, pk)
    dentist, starts_at = _time(request.POST.get("time", ""))
    try:
        made = offer_time(found, dentist, starts_at, by=staff(request))
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect("web:waiting_entry", pk)
    until = found.branch.local(made.until)
    how = _("They are written to.") if made.message else _("Call them: it stands on your list.")
    say(request, _("The time is kept until %(until)s. %(how)s") % {"until": f"{until:%H:%M}", "how": how})
    return _to_list(found.branch)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody said of an offer on the phone, or that the clinic takes it back."""
    user = staff(request)
    entries = WaitingEntry.objects.visible_to(user, Right.BOOK)
    beside = ("entry__instead_of", "entry__branch")
    found = get_object_or_404(TimeOffer.objects.select_related(*beside), pk=pk, entry__in=entries)
    said = request.POST.get("answer")
    if said not in _HEARD:
        raise Http404
    with refusals_said(request):
        if said == Answer.YES:
            made = accept(found, through=BookedThrough.PHONE, by=user)
            starts = made.branch.local(made.starts_at)
            say(request, _("Booked: %(time)s.") % {"time": f"{starts:%Y-%m-%d %H:%M}"})
        elif said == Answer.NO:
            decline(found, by=user)
            say(request, _("Noted. The next one is asked."))
        else:
            withdraw(found, by=user)
            say(request, _("The offer is taken back."))
    return _to_list(found.entry.branch)


@require_POST
def left_open(request: HttpRequest, pk: int) -> HttpResponse:
    """They came, or did not come, to an appointment of which nobody had said what became of it."""
    user, state = staff(request), request.POST.get("state", "")
    if state not in _BECAME:
        raise Http404
    left = Appointment.objects.visible_to(user, Right.BOOK).left_open(clock.now())
    found = get_object_or_404(left.select_related("branch"), pk=pk)
    with refusals_said(request):
        say_taken(request, take_step(found, AppointmentState(state), through=BookedThrough.DESK, by=user))
    return _to_list(found.branch)


def _to_list(branch: Branch) -> HttpResponse:
    return redirect(f"{reverse('web:waiting')}?branch={branch.pk}")


def _load(request: HttpRequest, pk: int) -> WaitingEntry:
    """One of a branch at which the user books."""
    beside = ("patient__branch", "patient__standing", "branch", "service", "dentist", "instead_of")
    entries = WaitingEntry.objects.visible_to(staff(request), Right.BOOK).select_related(*beside)
    return get_object_or_404(entries, pk=pk)


def _time(said: str) -> tuple[User, datetime]:
    """A choice of the page: the dentist's number and the moment."""
    dentist, _at, moment = said.partition("@")
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        raise Http404 from None
    if starts_at.tzinfo is None or starts_at.year not in YEARS:
        raise Http404
    return get_object_or_404(User, pk=id_of(dentist), is_active=True), starts_at
