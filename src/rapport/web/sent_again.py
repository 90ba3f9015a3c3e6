"""What somebody sends who is signed out, or from a page older than the last sign-in, is not saved and comes back
to them: in a page to send it from again. It is kept nowhere else, and passwords and files not at all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from rapport.staff.models import User
from rapport.web.htmx import wants_part
from rapport.web.roles_table import MACHINE, NOBODY, PUBLIC, ROLE_TABLE

# fields that are called so hold what is to be typed in anew: passwords, and what opens the account of a provider
_SECRET = ("password", "token", "secret", "at_provider_")
_AT_THE_DOOR = ("account_", "mfa_")


def give_back(request: HttpRequest) -> HttpResponse | None:
    """What whoever is signed out gets instead of the door: htmx the status alone, since the page that asked still
    stands there. None where nothing was sent, or only what is typed at the door itself."""
    if wants_part(request):
        return HttpResponse(status=401)
    return _page(request, 401) if request.method == "POST" and _is_work(request) else None


def sent_from_an_older_page(request: HttpRequest) -> HttpResponse | None:
    """Whoever signed in meanwhile is told as whom, and sends again by hand: somebody else may have typed it.

    None where it came from another host, and where the page is none of those behind the door.
    """
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}" or not _is_work(request):
        return None
    if not isinstance(request.user, User):
        return give_back(request)
    if not wants_part(request):
        return _page(request, 403)
    said = _("Not saved: since this page was loaded you signed in as %(name)s. Send it again.")
    answer = HttpResponse(said % {"name": request.user}, status=403, content_type="text/plain; charset=utf-8")
    answer["X-CSRFToken"] = get_token(request)
    return answer


def _is_work(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return not name.startswith(_AT_THE_DOOR) and ROLE_TABLE.get(name, NOBODY) not in (PUBLIC, MACHINE, NOBODY)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    kept = {name: values for name, values in request.POST.lists() if not any(word in name for word in _SECRET)}
    sent = [(name, str(value)) for name, values in kept.items() for value in values]
    context = {
        "sent": sent,
        "texts": [value for _name, value in sent if _is_text(value)],
        # beside the token of the form
        "left_out": bool(request.FILES) or len(request.POST) > len(kept) + 1,
    }
    answer = render(request, "not_sent.html", context, status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _is_text(value: str) -> bool:
    """Whether somebody wrote it, rather than chose it or was given it by the form: to be read, or copied."""
    return not value.isascii() or bool(value.split()[1:])
