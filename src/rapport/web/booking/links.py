"""The page of one appointment, opened by its private link (BOO-3): to say that one comes, to move it or cancel it.

Messengers and filters open links by themselves: opening changes nothing. Only what is sent does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.appointments.booking import Besides, Request, Wanted, cancel, confirm, move
from rapport.appointments.feeds import one as calendar_file
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    OnlineBooking,
    Slot,
    WaitingEntry,
    Why,
)
from rapport.appointments.models.appointment import EXPECTED
from rapport.appointments.online.letters import MOVED, tell
from rapport.appointments.online.links import appointment_of, came_by_message, link_is_over
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Message
from rapport.people.guardianship import who_is_addressed
from rapport.people.language import language_spoken
from rapport.people.names.greeting import first_name
from rapport.web.booking.holding import day_asked, moment_asked
from rapport.web.booking.month import Asking, month_of, nearest, zone_words
from rapport.web.booking.public import closed, language_of, page, told_to_nobody
from rapport.web.limits import too_many

# of one address in ten minutes: links that lead nowhere, and what is sent
_MOST_GUESSES, _MOST_SENT, _SECONDS = 60, 120, 600
# what a client may give as a reason; the others are the clinic's
_THEIRS = (Why.ILL, Why.NO_TIME, Why.MONEY, Why.AFRAID, Why.ELSEWHERE, Why.OTHER)
# before that nobody frees up a time in time
_SOON = timedelta(days=1)
_ONLINE = Request(BookedThrough.ONLINE)

View = Callable[[HttpRequest, Appointment], HttpResponse]


def _by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """`view` of the appointment that the link leads to, as long as it is to come, in the reader's language.

    Who holds the token is who may ask: a phone that opens a link from a message has no cookie to show.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        appointment = appointment_of(token)
        language = language_of(request, *([_spoken(appointment)] if appointment else []))
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = _nowhere(request) if appointment is None else _answer(request, view, appointment)
        response = told_to_nobody(response, language)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def _answer(request: HttpRequest, view: View, appointment: Appointment) -> HttpResponse:
    if link_is_over(appointment):
        return closed(request, 410)
    if request.method == "POST" and too_many(request, "appointment", most=_MOST_SENT, seconds=_SECONDS):
        return closed(request, 429)
    if request.method == "POST" and came_by_message(_token(request)):
        OnlineBooking.objects.filter(appointment=appointment).update(proven=True)
    return view(request, appointment)


def _token(request: HttpRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])


@require_safe
@_by_link
def link(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    return _page(request, appointment)


@require_POST
@_by_link
def confirmation(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """ "I will come"."""
    return _done(request, appointment, lambda: confirm(appointment, through=BookedThrough.ONLINE))


@require_POST
@_by_link
def cancellation(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """It is cancelled; a reason only if they like to give one."""
    why = request.POST.get("why", "")
    reason = why if why in _THEIRS else Why.OTHER
    words = request.POST.get("words", "").replace("\x00", "")[:300]
    return _done(
        request, appointment, lambda: cancel(appointment, reason, through=BookedThrough.ONLINE, words=words)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def times(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Another time: chosen in the address, taken with POST."""
    if not may_move(appointment):
        return redirect("..")
    asking = _asking(appointment)
    at = moment_asked((request.POST or request.GET).get("at", ""))
    if request.method != "POST":
        return _times(request, appointment, asking, at)
    if at is None:
        return _times(request, appointment, asking, None, _("Choose one of the times."))
    wanted = Wanted(asking.branch, asking.service, at, dentist=asking.dentist, online=True)
    try:
        moved = move(appointment, wanted, _ONLINE)
    except Refused as refused:
        return _times(request, appointment, asking, None, refused.message, at)
    tell(moved, MOVED)
    return redirect("..")


@require_POST
@_by_link
def waiting(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """ "Tell me when an earlier time frees up": they wait for one, and keep what they have."""
    service = appointment.booked_service
    if service is None or not _may_wait(appointment):
        return redirect("..")
    before = appointment.starts_at.astimezone(appointment.branch.zone).date()
    wish = NewWish(appointment.branch, service, appointment.dentist, last_day=before, instead_of=appointment)
    return _done(
        request, appointment, lambda: put_on_list(appointment.patient, wish, through=BookedThrough.ONLINE)
    )


@require_safe
@_by_link
def calendar(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """This one appointment, for the calendar of the phone."""
    response = HttpResponse(calendar_file(appointment), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def may_move(appointment: Appointment) -> bool:
    """Whether a client may move it themselves: it is to come, and what it is for can be booked online."""
    service = appointment.booked_service
    bookable = service is not None and service.bookable_online and service.retired_at is None
    return bookable and appointment.state in EXPECTED


def _may_wait(appointment: Appointment) -> bool:
    """Whether there may be an earlier day for them."""
    return may_move(appointment) and appointment.starts_at - clock.now() > _SOON


def _waits(appointment: Appointment) -> bool:
    return WaitingEntry.objects.open().filter(instead_of=appointment).exists()


def _done(request: HttpRequest, appointment: Appointment, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _page(request, appointment, refused.message)
    return redirect("..")


def _asking(appointment: Appointment) -> Asking:
    service = appointment.booked_service
    assert service is not None
    slot = Slot.objects.filter(appointment=appointment).first()
    return Asking(
        appointment.branch, service, appointment.dentist, appointment.patient, Besides.of(slot, appointment)
    )


def _page(request: HttpRequest, appointment: Appointment, wrong: str = "") -> HttpResponse:
    told = {
        "one": appointment,
        "token": _token(request),
        "at": appointment.starts_at.astimezone(appointment.branch.zone),
        "service": appointment.booked_service or appointment.service,
        "whom": first_name(appointment.patient),
        "expected": appointment.state in EXPECTED,
        "confirmed": appointment.state == AppointmentState.CONFIRMED,
        "cancelled": appointment.state == AppointmentState.CANCELLED,
        "movable": may_move(appointment),
        "may_wait": _may_wait(appointment),
        "waits": _waits(appointment),
        "call_back": _waits_for_a_call(appointment),
        "reasons": [(one.value, one.label) for one in _THEIRS],
        "zone": zone_words(appointment.branch),
        "wrong": wrong,
    }
    return page(request, "appointment", appointment.branch, 409 if wrong else 200, **told)


def _times(
    request: HttpRequest,
    appointment: Appointment,
    asking: Asking,
    chosen: datetime | None,
    wrong: str = "",
    missed: datetime | None = None,
) -> HttpResponse:
    zone = asking.branch.zone
    chosen = chosen.astimezone(zone) if chosen else None
    told = {
        "token": _token(request),
        "service": asking.service,
        "dentist": asking.dentist,
        "month": month_of(asking, missed.astimezone(zone).date() if missed else day_asked(request), chosen),
        "chosen": chosen,
        "now": appointment.starts_at.astimezone(zone),
        "nearest": nearest(asking, missed) if missed else [],
        "wrong": wrong,
        "zone": zone_words(asking.branch),
        "keep": "",
    }
    return page(request, "moving", asking.branch, 422 if wrong else 200, **told)


def _waits_for_a_call(appointment: Appointment) -> bool:
    """Booked by somebody nobody recognised, and no message with the link is on its way."""
    booked = getattr(appointment, "online", None)
    if booked is None or booked.proven or appointment.state != AppointmentState.BOOKED:
        return False
    return not Message.objects.filter(key__startswith=f"booked:{appointment.pk}:").exists()


def _spoken(appointment: Appointment) -> str:
    whom = who_is_addressed(appointment.patient, appointment.patient.branch.today()).person
    return language_spoken(whom or appointment.patient)


def _nowhere(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "appointment-guess", most=_MOST_GUESSES, seconds=_SECONDS)
    return closed(request, 429 if busy else 404)
