"""The page on which somebody who waits says whether an offered time suits (BOO-3): opened by a private link.

Messengers and filters open links by themselves: opening changes nothing. Only what is sent does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from rapport.appointments.models import Answer, AppointmentState, BookedThrough, TimeOffer, WaitingOff
from rapport.appointments.models.appointment import EXPECTED, STANDING
from rapport.appointments.waiting import accept, decline, offer_of, take_off
from rapport.lib.refusal import Refused
from rapport.people.guardianship import who_is_addressed
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.people.names.greeting import greeting
from rapport.staff.models.branch import LANGUAGES
from rapport.web.limits import too_many
from rapport.web.private_pages import answer_privately, language_for

# of one address in ten minutes, links that lead nowhere
_MOST_GUESSES, _SECONDS = 60, 600
# neither cancelled nor missed
_THEIRS = (*STANDING, AppointmentState.DONE)

View = Callable[[HttpRequest, TimeOffer, str], HttpResponse]


def _by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """`view` of the offer that the link leads to, in the reader's language.

    Who holds the token is who may answer: a phone that opens a link from a message has no cookie to show.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        offer = offer_of(token)
        language = _language(request, offer)
        with timezone.override(offer.entry.branch.zone if offer else None):
            return answer_privately(
                request, language, lambda: view(request, offer, token) if offer else _leads_nowhere(request)
            )

    return answer


@require_GET
@_by_link
def offer(request: HttpRequest, offer: TimeOffer, token: str) -> HttpResponse:
    """What is offered and until when, or what became of it."""
    return _page(request, offer, token)


@require_POST
@_by_link
def taking(request: HttpRequest, offer: TimeOffer, token: str) -> HttpResponse:
    """Yes."""
    try:
        accept(offer, through=BookedThrough.ONLINE)
    except Refused as refused:
        return _page(request, offer, token, refused.message)
    return redirect(_address(request, token))


@require_POST
@_by_link
def declining(request: HttpRequest, offer: TimeOffer, token: str) -> HttpResponse:
    """No, and they stay on the list."""
    decline(offer)
    return redirect(_address(request, token))


@require_POST
@_by_link
def leaving(request: HttpRequest, offer: TimeOffer, token: str) -> HttpResponse:
    """They wait no more."""
    take_off(offer.entry, WaitingOff.ASKED, by=None)
    return redirect(_address(request, token))


def _page(request: HttpRequest, offer: TimeOffer, token: str, wrong: str = "") -> HttpResponse:
    entry = offer.entry
    whom = _whom(offer)
    language = translation.get_language() or "en"
    theirs, given_up = entry.appointment, entry.instead_of
    context = {
        "offer": offer,
        "entry": entry,
        "whom": greeting(whom, language) if whom else "",
        "of_child": whom is not None and whom.pk != entry.patient_id,
        "over": offer.ended_at is not None or offer.slot is None,
        "taken": offer.answer == Answer.YES and theirs is not None and theirs.state in _THEIRS,
        "appointment": theirs,
        "given_up": given_up if given_up and given_up.state in EXPECTED else None,
        "service": entry.service.name_in(language),
        "clinic": entry.branch,
        "languages": LANGUAGES,
        "language": language,
        "token": token,
        "wrong": wrong,
    }
    return render(request, "waiting/offer.html", context, status=422 if wrong else 200)


def _whom(offer: TimeOffer) -> Patient | None:
    """A child's page speaks to who speaks for the child."""
    patient = offer.entry.patient
    return who_is_addressed(patient, patient.branch.today()).person


def _leads_nowhere(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "offer", most=_MOST_GUESSES, seconds=_SECONDS)
    return render(request, "surveys/nowhere.html", {"busy": busy}, status=429 if busy else 404)


def _address(request: HttpRequest, token: str) -> str:
    """The page itself, in the language chosen on it."""
    chosen, page = request.GET.get("language", ""), reverse("web:offer", args=[token])
    return f"{page}?{urlencode({'language': chosen})}" if chosen in dict(LANGUAGES) else page


def _language(request: HttpRequest, offer: TimeOffer | None) -> str:
    """The one chosen on the page, else the person's own; of a link that leads nowhere, the browser's."""
    whom = (_whom(offer) or offer.entry.patient) if offer else None
    return language_for(request, language_spoken(whom) if whom else "")
