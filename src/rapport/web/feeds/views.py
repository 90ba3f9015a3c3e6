"""One's own calendar outside the clinic: its address, shown once, and what it says of people (BOO-3)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.appointments.feeds import open_feed, revoke_feed, show_in_feed
from rapport.appointments.models import CalendarFeed
from rapport.appointments.models.calendar_feed import Shown
from rapport.web.access import staff
from rapport.web.htmx import say, say_refused
from rapport.web.squares import squares_of


@require_http_methods(["GET", "POST"])
def own_feed(request: HttpRequest) -> HttpResponse:
    """Whether there is one; asked for with POST, the address of a new one, which ends the one before."""
    user = staff(request)
    context: dict[str, object] = {}
    if request.method == "POST":
        token = open_feed(user, _shown(request) or Shown.INITIALS)
        url = request.build_absolute_uri(reverse("web:ical", args=[token]))
        subscribe = f"webcal://{url.partition('://')[2]}"
        context = {"url": url, "subscribe": subscribe, "code": squares_of(subscribe, 5)}
    context |= {"feed": CalendarFeed.objects.open().filter(user=user).first(), "choices": Shown.choices}
    context["chosen"] = context["feed"].shown if isinstance(context["feed"], CalendarFeed) else Shown.INITIALS
    response = render(request, "feeds/own.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def shown(request: HttpRequest) -> HttpResponse:
    """Say more or less of people, at the same address."""
    feed, chosen = CalendarFeed.objects.open().filter(user=staff(request)).first(), _shown(request)
    if feed is None or chosen is None:
        say_refused(request, _("Not changed: choose what it shows, or make an address first."))
    else:
        show_in_feed(feed, chosen)
        say(request, _("From the next time it is read, the calendar shows it so."))
    return redirect("web:own_feed")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The address leads nowhere from now on."""
    revoke_feed(staff(request))
    say(request, _("The address leads nowhere any more."))
    return redirect("web:own_feed")


def _shown(request: HttpRequest) -> Shown | None:
    chosen = request.POST.get("shown", "")
    return Shown(chosen) if chosen in Shown.values else None
