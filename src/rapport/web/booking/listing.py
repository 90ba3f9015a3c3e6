"""What clients booked online in the last days, for the desk: who is to be called back first (BOO-1, BOO-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from rapport.appointments.models import OnlineBooking
from rapport.lib import clock
from rapport.people.models.contact import ContactKind
from rapport.staff.models import Branch, User
from rapport.web.access import staff
from rapport.web.contacts import show_contact
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.scope import read_scope
from rapport.web.sight import Sight
from rapport.web.tabs import branch_tabs

_LAST_DAYS = timedelta(days=14)
_MOST = 200
_BESIDE = ("appointment__patient", "appointment__dentist", "appointment__booked_service")


@dataclass(frozen=True)
class Line:
    """One booking: phone and remark as this reader may see them, `dial` where a click leads ("" for nowhere)."""

    booking: OnlineBooking
    phone: str
    dial: str
    remark: str


@require_GET
def online(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    scope = read_scope(request, user)
    branch = scope.branch
    context = {
        "to_call": _lines(user, branch, waiting=True) if branch else [],
        "others": _lines(user, branch, waiting=False) if branch else [],
        "scope": scope,
        "branches": branch_tabs(scope.branches, branch, lambda pk: f"{request.path}?branch={pk}"),
        "tabs": tabs(user, "web:online_bookings"),
    }
    with timezone.override(branch.zone if branch else None):
        return render(request, "booking/listing.html", context)


def _lines(user: User, branch: Branch, *, waiting: bool) -> list[Line]:
    """Those to be called back, the next to come first; of the others the last made first."""
    bookings = OnlineBooking.objects.visible_to(user).filter(appointment__branch=branch)
    to_call = bookings.to_call_back(clock.now())
    if waiting:
        found = to_call.order_by("appointment__starts_at", "pk")
    else:
        lately = bookings.filter(made_at__gt=clock.now() - _LAST_DAYS)
        found = lately.exclude(pk__in=to_call.values("pk")).order_by("-made_at", "-pk")
    sight = Sight.at(user, branch.pk)
    return [_line(one, sight) for one in found.select_related(*_BESIDE)[:_MOST]]


def _line(booking: OnlineBooking, sight: Sight) -> Line:
    shown = show_contact(ContactKind.PHONE, booking.phone, whole=sight.contacts)
    dial = booking.phone if sight.contacts else ""
    return Line(booking, shown, dial, sight.text(booking.appointment.remark))
