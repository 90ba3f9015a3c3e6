"""Whoever opens a page by the private link of an appointment (BOO-3).

Messengers and filters open links by themselves: opening changes nothing. Only what is sent does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from rapport.appointments.models import Appointment, OnlineBooking
from rapport.appointments.online.links import appointment_of, came_by_message, link_is_over
from rapport.people.guardianship import who_is_addressed
from rapport.people.language import language_spoken
from rapport.web.booking.public import closed, language_of
from rapport.web.limits import too_many
from rapport.web.private_pages import answer_privately

# of one address in ten minutes: links that lead nowhere, and what is sent
_MOST_GUESSES, _MOST_SENT, _SECONDS = 60, 120, 600

View = Callable[[HttpRequest, Appointment], HttpResponse]


def by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """`view` of the appointment that the link leads to, as long as it is to come, in the reader's language.

    Who holds the token is who may ask: a phone that opens a link from a message has no cookie to show.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        appointment = appointment_of(token)
        language = language_of(request, *([_spoken(appointment)] if appointment else []))
        return answer_privately(
            request, language, lambda: _answer(request, view, appointment) if appointment else _nowhere(request)
        )

    return answer


def _answer(request: HttpRequest, view: View, appointment: Appointment) -> HttpResponse:
    if link_is_over(appointment):
        return closed(request, 410)
    if request.method == "POST" and too_many(request, "appointment", most=_MOST_SENT, seconds=_SECONDS):
        return closed(request, 429)
    if request.method == "POST" and came_by_message(token_of(request)):
        OnlineBooking.objects.filter(appointment=appointment).update(proven=True)
    return view(request, appointment)


def token_of(request: HttpRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])


def recognised(request: HttpRequest, appointment: Appointment) -> bool:
    """Whether they are known to be whom it is for, not somebody who typed their name and phone."""
    booked: OnlineBooking | None = getattr(appointment, "online", None)
    return booked is None or booked.proven or came_by_message(token_of(request))


def _spoken(appointment: Appointment) -> str:
    whom = who_is_addressed(appointment.patient, appointment.patient.branch.today()).person
    return language_spoken(whom or appointment.patient)


def _nowhere(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "appointment-guess", most=_MOST_GUESSES, seconds=_SECONDS)
    return closed(request, 429 if busy else 404)
