"""Who books: somebody recognised by a code, or new; with what they say and agree to (BOO-1, LOY-2, REC-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.appointments.booking import Wanted, held_by
from rapport.appointments.booking.refusals import HOLD_OVER
from rapport.appointments.models import Slot
from rapport.appointments.online.booking import Booking, book_online
from rapport.appointments.online.codes import codes_can_be_sent
from rapport.appointments.online.links import shown_link
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch
from rapport.web.booking.consenting import consents_in, typed
from rapport.web.booking.forms import AskingForm, KnownForm, NewcomerForm
from rapport.web.booking.holding import (
    Known,
    asking_of,
    branch_of,
    hold_for,
    hold_token,
    known,
    moment_asked,
    service_of,
    slot_held,
    wanted_at,
)
from rapport.web.booking.month import GONE, Asking, nearest, zone_words
from rapport.web.booking.public import HOLD_COOKIE, closed, for_clients, page, remember
from rapport.web.booking.views import summary
from rapport.web.limits import too_many

# visits that one address may book in an hour, and how often it may send the form in ten minutes
_MOST_BOOKED, _AN_HOUR = 12, 3_600
_MOST_SENT, _SECONDS = 60, 600


@dataclass(frozen=True)
class Place:
    """What is about to be booked. `slot` is None where this browser does not hold it any more: then the page alone
    knows."""

    asking: Asking
    at: datetime
    slot: Slot | None

    @property
    def until(self) -> datetime | None:
        return self.slot.held_until if self.slot else None

    @property
    def left(self) -> int:
        """Seconds for which it is held yet."""
        return max(0, int((self.until - clock.now()).total_seconds())) if self.until else 0


def _place(request: HttpRequest, asking: Asking, slot: Slot | None) -> Place | None:
    """What the page that is sent was opened for, else what is held."""
    at = moment_asked(request.POST.get("at", "")) or (slot.starts_at if slot else None)
    held = slot if slot and slot.starts_at == at else None
    return Place(asking, asking.branch.local(at), held) if at else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def who(request: HttpRequest, branch: int, service: int) -> HttpResponse:
    """Ask who comes, and book what is held. `again` shows the form once more with what was typed."""
    here = branch_of(request, branch)
    what = service_of(here, service)
    slot = slot_held(request, here, what)
    asking = asking_of(request, here, what, slot)
    whoever = None if "new" in request.GET else known(request)
    place = _place(request, asking, slot)
    if place is None:
        return redirect(summary(request, asking)["times_url"])
    if request.method != "POST":
        return _page(request, place, _form(request, here, whoever), whoever)
    if too_many(request, "book-sent", most=_MOST_SENT, seconds=_SECONDS):
        return closed(request, 429)
    form = _form(request, here, whoever, request.POST)
    if at := moment_asked(request.POST.get("instead", "")):
        return _instead(request, place, form, whoever, wanted_at(asking, at))
    if "again" in request.POST:
        return _page(request, place, typed(form), whoever)
    return _book(request, place, form, whoever)


def _book(request: HttpRequest, place: Place, form: AskingForm, whoever: Known | None) -> HttpResponse:
    if form.by_machine:  # it is thanked, and nothing is kept
        return page(request, "thanks", place.asking.branch)
    if not form.is_valid():
        return _page(request, place, form, whoever, status=422)
    if too_many(request, "booked", most=_MOST_BOOKED, seconds=_AN_HOUR):
        return closed(request, 429)
    try:
        _demand_no_other(request, place)
        made = book_online(hold_token(request), _booking(request, form, whoever))
    except Refused as refused:
        return _page(request, place, form, whoever, refused, 422)
    response = redirect(reverse("web:appointment_link", args=[shown_link(made)]))
    response.delete_cookie(HOLD_COOKIE, path="/book/")
    return response


def _demand_no_other(request: HttpRequest, place: Place) -> None:
    """Nobody gets another time than the page says, because another window of theirs has chosen one since."""
    if place.slot is None and held_by(hold_token(request)):
        raise Refused(
            HOLD_OVER, _("Another time was chosen in this browser since. Choose once more which one you want.")
        )


def _booking(request: HttpRequest, form: AskingForm, whoever: Known | None) -> Booking:
    told = form.cleaned_data
    if isinstance(form, NewcomerForm):
        return Booking(form.newcomer(), told["phone"], told["remark"], form.signals)
    assert whoever is not None
    return Booking(told["patient"], whoever.proof.phone, told["remark"], form.signals)


def _instead(
    request: HttpRequest, place: Place, form: AskingForm, whoever: Known | None, wanted: Wanted
) -> HttpResponse:
    """Another time in place of one that was taken; what was typed stays."""
    try:
        held = hold_for(request, wanted, place.asking.patient)
    except Refused as refused:
        return _page(request, place, typed(form), whoever, refused, 422)
    at = wanted.branch.local(wanted.starts_at)
    response = _page(request, Place(place.asking, at, held.slot), typed(form), whoever)
    return remember(request, response, HOLD_COOKIE, held.token)


def _form(request: HttpRequest, branch: Branch, whoever: Known | None, sent: Any = None) -> AskingForm:
    return KnownForm(whoever.people, sent) if whoever else NewcomerForm(branch, request.LANGUAGE_CODE, sent)


def _page(
    request: HttpRequest,
    place: Place,
    form: AskingForm,
    whoever: Known | None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    asking, slot = place.asking, place.slot
    told = {
        **summary(request, asking),
        "form": form,
        "whoever": whoever,
        "with_dentist": slot.dentist if slot else None,
        "at": place.at,
        "until": place.until,
        "left": place.left,
        "zone": zone_words(asking.branch),
        "wrong": refused.message if refused else "",
        "nearest": nearest(asking, place.at) if refused and refused.code in GONE else [],
        "consents": list(consents_in(form)) if isinstance(form, NewcomerForm) else [],
        "may_have_code": whoever is None and "new" not in request.GET and codes_can_be_sent(),
    }
    return page(request, "who", asking.branch, status, **told)
