"""The page of one appointment, opened by its private link (BOO-3): to say that one comes, or to cancel it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.appointments.booking import cancel, confirm
from rapport.appointments.feeds import one as calendar_file
from rapport.appointments.models import Appointment, AppointmentState, BookedThrough, WaitingEntry, Why
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.online.links import came_by_message, open_link
from rapport.appointments.online.moving import may_move
from rapport.appointments.reminding.families import told_together
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Message
from rapport.people.names.greeting import first_name
from rapport.web.booking.linked import by_link, token_of
from rapport.web.booking.month import zone_words
from rapport.web.booking.public import page

# what a client may give as a reason; the others are the clinic's
_THEIRS = (Why.ILL, Why.NO_TIME, Why.MONEY, Why.AFRAID, Why.ELSEWHERE, Why.OTHER)
# before that nobody frees up a time in time
_SOON = timedelta(days=1)


@require_safe
@by_link
def link(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    return _page(request, appointment)


@require_POST
@by_link
def confirmation(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """ "I will come"; with `all`, everybody of whom the message spoke says so."""
    others = _together(request, appointment) if "all" in request.POST else []
    return _done(request, appointment, lambda: _confirm(sorted([appointment, *others], key=lambda one: one.pk)))


@require_POST
@by_link
def cancellation(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """It is cancelled; a reason only if they like to give one."""
    why = request.POST.get("why", "")
    reason = why if why in _THEIRS else Why.OTHER
    words = request.POST.get("words", "").replace("\x00", "")[:300]
    return _done(
        request, appointment, lambda: cancel(appointment, reason, through=BookedThrough.ONLINE, words=words)
    )


@require_POST
@by_link
def waiting(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """ "Tell me when an earlier time frees up": they wait for one, and keep what they have."""
    service = appointment.booked_service
    if service is None or not _may_wait(appointment):
        return redirect("..")
    before = appointment.branch.day_of(appointment.starts_at)
    wish = NewWish(appointment.branch, service, appointment.dentist, last_day=before, instead_of=appointment)
    return _done(
        request, appointment, lambda: put_on_list(appointment.patient, wish, through=BookedThrough.ONLINE)
    )


@require_safe
@by_link
def calendar(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """This one appointment, for the calendar of the phone."""
    response = HttpResponse(calendar_file(appointment), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


@transaction.atomic
def _confirm(appointments: Iterable[Appointment]) -> None:
    for one in appointments:
        confirm(one, through=BookedThrough.ONLINE)


def _together(request: HttpRequest, appointment: Appointment) -> list[Appointment]:
    """Who comes with them, for who has read of both in one message."""
    return list(told_together(appointment)) if came_by_message(token_of(request)) else []


def _may_wait(appointment: Appointment) -> bool:
    """Whether there may be an earlier day for them."""
    return may_move(appointment) and appointment.starts_at - clock.now() > _SOON


def _waits(appointment: Appointment) -> bool:
    return WaitingEntry.objects.open().filter(instead_of=appointment).exists()


def _done(request: HttpRequest, appointment: Appointment, act: Callable[[], object]) -> HttpResponse:
    read = request.POST.get("at", "")
    if read and read != appointment.starts_at.isoformat():
        return _page(request, appointment, _("It has been moved meanwhile: this is its time now."), 409)
    try:
        act()
    except Refused as refused:
        # cancelled or come to already: the page says so itself
        return _page(request, appointment, refused.message if appointment.state in EXPECTED else "", 409)
    return redirect("..")


def _page(request: HttpRequest, appointment: Appointment, wrong: str = "", status: int = 200) -> HttpResponse:
    told = {
        "one": appointment,
        "token": token_of(request),
        "at": appointment.branch.local(appointment.starts_at),
        "service": appointment.what_for,
        "whom": first_name(appointment.patient),
        "expected": appointment.state in EXPECTED,
        "confirmed": appointment.state == AppointmentState.CONFIRMED,
        "cancelled": appointment.state == AppointmentState.CANCELLED,
        "movable": may_move(appointment),
        "may_wait": _may_wait(appointment),
        "waits": _waits(appointment),
        "call_back": _waits_for_a_call(appointment),
        "together": [
            (first_name(other.patient), other.branch.local(other.starts_at), open_link(other))
            for other in _together(request, appointment)
        ],
        "reasons": [(one.value, one.label) for one in _THEIRS],
        "zone": zone_words(appointment.branch),
        "wrong": wrong,
    }
    return page(request, "appointment", appointment.branch, status, **told)


def _waits_for_a_call(appointment: Appointment) -> bool:
    """Booked by somebody nobody recognised, and no message with the link is on its way."""
    booked = getattr(appointment, "online", None)
    if booked is None or booked.proven or appointment.state != AppointmentState.BOOKED:
        return False
    return not Message.objects.filter(key__startswith=f"booked:{appointment.pk}:").exists()
