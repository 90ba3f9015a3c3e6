"""Settings: the accounts through which messages go out, tried out and switched off (CAM-7)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.outreach.accounts import announce, kind_of, send_test, switch
from rapport.outreach.channels import providers
from rapport.outreach.channels.trial import folder
from rapport.outreach.models import ChannelAccount
from rapport.staff.models import Branch
from rapport.web.access import staff
from rapport.web.channels.forms import AccountForm, TestForm
from rapport.web.channels.pages import address_hint, addresses, lines, offered
from rapport.web.htmx import say, say_refused
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every account, what is wrong with it, and what can be added."""
    listed = list(_accounts(request).select_related("branch"))
    context = {"lines": lines(listed), "offered": offered(), "address": settings.RAPPORT_ADDRESS}
    return _show(request, "list", context)


@require_http_methods(["GET", "POST"])
def channel_new(request: HttpRequest, provider: str) -> HttpResponse:
    if provider not in providers():
        raise Http404
    return _edit(request, ChannelAccount(provider=provider))


@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _account(request, pk))


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a fixed text at once, and say in words what came of it."""
    account, form = _account(request, pk), TestForm(request.POST)
    if not form.is_valid():
        say_refused(request, _("Write to whom the test goes."))
        return redirect("web:channel", pk)
    region = (account.branch or Branch.objects.order_by("pk").first() or Branch()).region
    with refusals_said(request):
        address = form.cleaned_data["address"]
        send_test(account, address, region=region, language=request.LANGUAGE_CODE)
        say(request, _("The provider has taken the test to %(address)s.") % {"address": address})
    return redirect("web:channel", pk)


@require_POST
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the provider where answers are brought."""
    account = _account(request, pk)
    if not kind_of(account).announces:
        raise Http404
    with refusals_said(request):
        announce(account)
        say(request, _("The provider knows now where to bring answers."))
    return redirect("web:channel", pk)


@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an account on, or off with an empty `on`."""
    account = _account(request, pk)
    switch(account, on=bool(request.POST.get("on")))
    said = _("In use: %(account)s") if account.on else _("No longer in use: %(account)s")
    say(request, said % {"account": account})
    return redirect("web:channel", pk)


def _accounts(request: HttpRequest) -> QuerySet[ChannelAccount]:
    return ChannelAccount.objects.visible_to(staff(request))


def _account(request: HttpRequest, pk: int) -> ChannelAccount:
    """An account whose provider is there; one that is not can be seen in the list alone."""
    return get_object_or_404(_accounts(request).filter(provider__in=providers()), pk=pk)


def _edit(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    kind, new = kind_of(account), account.pk is None
    form = AccountForm(request.POST or None, instance=account, manager=staff(request))
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        say(request, _("Saved: %(what)s") % {"what": saved})
        return redirect("web:channel", saved.pk)
    context = {
        "form": form,
        "provider": kind.words,
        "by_invitation": kind.by_invitation,
        "announces": kind.announces,
        "folder": folder() if kind.trial else "",
        "account": None if new else account,
        "addresses": [] if new else addresses(account, kind),
        "hint": address_hint(kind),
        "no_address": not settings.RAPPORT_ADDRESS and not kind.trial,
    }
    return _show(request, "account", context, 422 if form.is_bound else 200)


def _show(request: HttpRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"channels/{page}.html", {"sections": sections(request), **context}, status=status)
