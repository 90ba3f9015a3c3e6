"""A client shows who they are by a code (BOO-1). No page says whether anybody is a client."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.appointments.online.codes import ask_code, prove
from rapport.lib.refusal import Refused
from rapport.web.booking.forms import PhoneForm
from rapport.web.booking.holding import asking_of, branch_of, service_of, slot_held
from rapport.web.booking.public import CODE_COOKIE, closed, for_clients, page, remember
from rapport.web.booking.views import summary
from rapport.web.limits import too_many

# codes that one address may ask for, and try, in ten minutes
_MOST_ASKED, _MOST_TRIED, _SECONDS = 10, 40, 600
# seconds that the answer takes at the least: a number that somebody has takes longer to look into
_AT_LEAST = 0.4


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def code(request: HttpRequest, branch: int, service: int) -> HttpResponse:
    """Ask for the phone, send a code, and ask for the code; then back to the times."""
    here = branch_of(request, branch)
    what = service_of(here, service)
    slot = slot_held(request, here, what)
    told = summary(request, asking_of(request, here, what, slot))
    told["back_url"] = told["who_url"] if slot else told["times_url"]
    if request.method == "POST" and "code" in request.POST:
        if too_many(request, "book-code", most=_MOST_TRIED, seconds=_SECONDS):
            return closed(request, 429)
        if prove(request.COOKIES.get(CODE_COOKIE, ""), request.POST["code"][:20]):
            return redirect(told["back_url"])
        wrong = _("This is not the code, or its time is over. Look at the message again, or ask for another code.")
        return page(request, "code", here, 422, sent=True, wrong=wrong, **told)
    form = PhoneForm(here, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many(request, "book-codes", most=_MOST_ASKED, seconds=_SECONDS):
            return closed(request, 429)
        try:
            token = _asked(form.cleaned_data["phone"])
        except Refused as refused:
            return page(request, "code", here, 422, form=form, wrong=refused.message, **told)
        return remember(request, page(request, "code", here, sent=True, **told), CODE_COOKIE, token)
    return page(request, "code", here, 422 if form.is_bound else 200, form=form, **told)


def _asked(phone: str) -> str:
    """As `ask_code`; how long it takes does not tell whether somebody has the number."""
    begun = time.monotonic()
    token = ask_code(phone)
    time.sleep(max(0.0, _AT_LEAST - (time.monotonic() - begun)))
    return token
