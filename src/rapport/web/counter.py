"""Counter mode: a client can see the screen, so no page has anything of health, complaints, class, value, amounts
or contacts, nor what colleagues wrote. docs/decisions/0016 says what stays.

It is of the session, switched with one click or key; `User.branches_where` does the hiding, for every page alike.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from rapport.staff.models import User
from rapport.web.htmx import go_back

_KEY = "at_counter"


def counter_mode(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what the session says, and where it says nothing yet, what is set for this user."""

    def see(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            request.user.at_counter = bool(request.session.get(_KEY, request.user.starts_at_counter))
        return get_response(request)

    return see


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """On or off, as the form says, and back to the page; also where that page is closed in this mode."""
    request.session[_KEY] = request.POST.get("on") == "1"
    return go_back(request, "web:start")
