"""The outbox: what waits, what went out and what did not; and messages of which nobody knows; mailings (CAM-7)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.outreach.models import Message, MessageState
from rapport.outreach.models.message import MessageQuerySet
from rapport.outreach.outbox import settle, take_back, write_anew
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.messages.mailings import mailings_of
from rapport.web.messages.pages import TABS, OutboxFilter, lines, messages_of, tabs
from rapport.web.patients.sections import sections
from rapport.web.refusals import refusals_said

A_PAGE = 50


@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """A page of the outbox, the latest first, by key; tab and filters stand in the URL."""
    user, form = staff(request), OutboxFilter(request.GET)
    asked = request.GET.get("state", "")
    here = asked if asked in TABS else "waiting"
    found = messages_of(user).filter(state__in=TABS[here][1], **form.asked())
    context = {
        "tabs": tabs(user, here),
        "here": here,
        "form": form,
        "filtered": bool(form.asked()),
        "unknown": messages_of(user).unsettled().count(),
    }
    return _page(request, "messages/outbox.html", found, context)


@require_GET
def unknown(request: HttpRequest) -> HttpResponse:
    """Messages that may have gone out or not: somebody asks the client or the provider, and says."""
    return _page(request, "messages/unknown.html", messages_of(staff(request)).unsettled(), {})


def _page(request: HttpRequest, template: str, found: MessageQuerySet, context: dict[str, object]) -> HttpResponse:
    user = staff(request)
    if before := id_of(request.GET.get("before", "")):
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("patient__branch", "account", "written_by").order_by("-pk")[: A_PAGE + 1])
    asked = {name: value for name, value in request.GET.items() if name != "before" and value}
    more = f"?{urlencode(asked | {'before': rows[A_PAGE - 1].pk})}" if len(rows) > A_PAGE else ""
    shown = {"lines": lines(rows[:A_PAGE], user), "more": more, "views": sections(user, "web:messages")}
    return render(request, template, context | shown)


@require_GET
def mailings(request: HttpRequest) -> HttpResponse:
    """One's own mailings, the latest first: how far each has come, and what takes it back."""
    return render(request, "messages/mailings.html", {"mailings": mailings_of(staff(request))})


def _message(request: HttpRequest, pk: int) -> Message:
    found = messages_of(staff(request)).select_related("patient__branch", "wording")
    return get_object_or_404(found, pk=pk)


@require_POST
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    with refusals_said(request):
        take_back(_message(request, pk), by=staff(request))
        say(request, _("Taken back: it will not be sent."))
    return redirect("web:messages")


@require_POST
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody found out whether it was sent."""
    with refusals_said(request):
        settled = settle(_message(request, pk), request.POST.get("state", ""), by=staff(request))
        sent = settled.state == MessageState.SENT
        say(request, _("Noted: it was sent.") if sent else _("Noted: it was not sent. It can be written anew."))
    return redirect("web:messages_unknown")


@require_POST
def anew(request: HttpRequest, pk: int) -> HttpResponse:
    """The same words once more, after a message that reached nobody."""
    with refusals_said(request):
        write_anew(_message(request, pk), by=staff(request))
        say(request, _("Written anew: it goes out as soon as it may."))
    return redirect("web:messages")
