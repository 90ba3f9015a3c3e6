"""Another time for an appointment, chosen by its private link (BOO-3)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.appointments.booking import Besides, Wanted
from rapport.appointments.models import Appointment, Slot
from rapport.appointments.online.moving import may_move, move_online
from rapport.lib.refusal import Refused
from rapport.web.booking.holding import day_asked, moment_asked
from rapport.web.booking.linked import by_link, recognised, token_of
from rapport.web.booking.month import GONE, Asking, month_of, nearest, zone_words
from rapport.web.booking.public import page


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def times(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Another time: chosen in the address, taken with POST."""
    if not may_move(appointment):
        return redirect("..")
    asking = _asking(appointment, known=recognised(request, appointment))
    at = moment_asked((request.POST or request.GET).get("at", ""))
    if request.method != "POST":
        return _times(request, appointment, asking, at)
    if at is None:
        return _times(request, appointment, asking, None, _("Choose one of the times."))
    wanted = Wanted(asking.branch, asking.service, at, dentist=asking.dentist, online=True)
    try:
        move_online(appointment, wanted)
    except Refused as refused:
        missed = at if refused.code in GONE else None
        return _times(request, appointment, asking, None, refused.message, missed)
    return redirect("..")


def _asking(appointment: Appointment, *, known: bool) -> Asking:
    """What is kept for class A, and when they usually come, is for them alone."""
    service = appointment.booked_service
    assert service is not None
    slot = Slot.objects.filter(appointment=appointment).first()
    patient, given_up = appointment.patient if known else None, Besides.of(slot, appointment)
    return Asking(appointment.branch, service, appointment.dentist, patient, given_up)


def _times(
    request: HttpRequest,
    appointment: Appointment,
    asking: Asking,
    chosen: datetime | None,
    wrong: str = "",
    missed: datetime | None = None,
) -> HttpResponse:
    here = asking.branch
    chosen = here.local(chosen) if chosen else None
    told = {
        "token": token_of(request),
        "service": asking.service,
        "dentist": asking.dentist,
        "month": month_of(asking, here.day_of(missed) if missed else day_asked(request), chosen),
        "chosen": chosen,
        "now": here.local(appointment.starts_at),
        "nearest": nearest(asking, missed) if missed else [],
        "wrong": wrong,
        "zone": zone_words(here),
        "keep": "",
    }
    return page(request, "moving", here, 422 if wrong else 200, **told)
