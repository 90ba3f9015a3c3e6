"""The link in an e-mail that ends them, without signing in (CAM-7, RFC 8058).

Mail programs and filters open links by themselves: opening changes nothing. They, or the one button of the page,
send a POST, and that ends the e-mails at once. Who pressed it by mistake takes it back there and then.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rapport.outreach.models import WayOut
from rapport.outreach.ways_out import can_undo, has_ended, take_way_out, undo_way_out, way_out_of
from rapport.people.consents import in_force
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models.branch import LANGUAGES
from rapport.web.limits import too_many
from rapport.web.private_pages import answer_privately, language_for

# links that lead nowhere, of one address in ten minutes
_MOST_GUESSES, _SECONDS = 60, 600


# who holds the token is who may ask: a mail program has no cookie to show
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET), or end the e-mails (POST). Both say so in the client's language. A link that leads somewhere is
    followed always: the services of mail bring the words of thousands from one address."""
    way = way_out_of(token)
    language = language_for(request, way.message.language if way else "")
    return answer_privately(
        request, language, lambda: _answer(request, way, language) if way else _closed(request)
    )


def _answer(request: HttpRequest, way: WayOut, language: str) -> HttpResponse:
    message = way.message
    context = {
        **_acted(request, way),
        "clinic": message.patient.branch,
        "offers": message.purpose == Purpose.MARKETING,
        "address": _veiled(message.address),
        "languages": LANGUAGES,
        "language": language,
    }
    return render(request, "unsubscribing/page.html", context)


def _acted(request: HttpRequest, way: WayOut) -> dict[str, bool]:
    """Do what was asked for, and say what came of it, or what a click before came to; the button that undoes sends
    a field that no mail program does."""
    if request.method != "POST":
        return {"done": has_ended(way), "can_undo": can_undo(way)}
    if "undo" in request.POST:
        undo_way_out(way)
        come = in_force(way.message.patient, way.message.purpose, Channel.EMAIL)
        return {"done": True, "undone": come, "too_late": not come}
    take_way_out(way)
    return {"done": True, "can_undo": can_undo(way)}


def _closed(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "unsubscribe", most=_MOST_GUESSES, seconds=_SECONDS)
    context = {"languages": (), "busy": busy}
    return render(request, "unsubscribing/closed.html", context, status=429 if busy else 404)


def _veiled(address: str) -> str:
    """Enough for its owner to know it again; a forwarded e-mail tells nobody else."""
    user, _at, host = address.partition("@")
    return f"{user[:1]}…@{host}" if host else ""
