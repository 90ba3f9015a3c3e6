"""Whom no time suits is told when one comes free: known by a code, or new (BOO-3)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from rapport.appointments.models import BookedThrough
from rapport.appointments.online.codes import codes_can_be_sent
from rapport.appointments.online.waiting import wait_online
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib.refusal import Refused
from rapport.web.booking.consenting import consents_in, typed
from rapport.web.booking.forms import NewcomerForm, WaitingForm
from rapport.web.booking.holding import asking_of, branch_of, service_of
from rapport.web.booking.month import Asking
from rapport.web.booking.public import closed, for_clients, page
from rapport.web.booking.views import summary, times_page
from rapport.web.limits import too_many

# wishes that one address may leave in an hour, and how often it may send the form in ten minutes
_MOST_WISHES, _AN_HOUR = 20, 3_600
_MOST_SENT, _SECONDS = 60, 600


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def waiting(request: HttpRequest, branch: int, service: int) -> HttpResponse:
    """ "Tell me when an earlier time frees up": who is known by a code waits at once, others say who they are."""
    here = branch_of(request, branch)
    asking = asking_of(request, here, service_of(here, service))
    if request.method != "POST":
        return _page(request, asking, WaitingForm(here, request.LANGUAGE_CODE))
    if too_many(request, "book-waiting", most=_MOST_SENT, seconds=_SECONDS):
        return closed(request, 429)
    return _known(request, asking) if asking.patient else _new(request, asking)


def _known(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Who waits already does so as they, or a colleague, have said: perhaps in place of what they have booked."""
    assert asking.patient is not None
    if not asking.waits:
        if too_many(request, "waits", most=_MOST_WISHES, seconds=_AN_HOUR):
            return closed(request, 429)
        wish = NewWish(asking.branch, asking.service, asking.dentist)
        try:
            put_on_list(asking.patient, wish, through=BookedThrough.ONLINE)
        except Refused as refused:
            return times_page(request, asking, None, refused.message)
    return redirect(summary(request, asking)["times_url"])


def _new(request: HttpRequest, asking: Asking) -> HttpResponse:
    form = WaitingForm(asking.branch, request.LANGUAGE_CODE, request.POST)
    if "again" in request.POST:
        again = typed(form)
        assert isinstance(again, NewcomerForm)
        return _page(request, asking, again)
    if form.by_machine:  # it is thanked, and nothing is kept
        return page(request, "thanks", asking.branch)
    if not form.is_valid():
        return _page(request, asking, form, status=422)
    if too_many(request, "waits", most=_MOST_WISHES, seconds=_AN_HOUR):
        return closed(request, 429)
    told = form.cleaned_data
    wish = NewWish(asking.branch, asking.service, asking.dentist, told["weekdays"], told["parts"])
    try:
        wait_online(form.newcomer(), wish)
    except Refused as refused:
        return _page(request, asking, form, refused.message, 422)
    return page(request, "thanks", asking.branch, waits=True, **summary(request, asking))


def _page(
    request: HttpRequest, asking: Asking, form: NewcomerForm, wrong: str = "", status: int = 200
) -> HttpResponse:
    told = {
        **summary(request, asking),
        "form": form,
        "wrong": wrong,
        "waits": asking.waits,
        "consents": list(consents_in(form)),
        "may_have_code": codes_can_be_sent(),
    }
    return page(request, "waiting", asking.branch, status, **told)
