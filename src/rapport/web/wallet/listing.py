"""Cards and wallets of the branches: rewards to give, and who has a card (BAS-2, REF-2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.lib.refusal import Refused
from rapport.loyalty.models import RewardWay
from rapport.staff.roles import Right
from rapport.web.access import page_of
from rapport.web.campaigns.tabs import campaign_tabs
from rapport.web.exporting import ExportForm, hand_out
from rapport.web.htmx import say_refused
from rapport.web.tabs import Tab, branch_tabs
from rapport.web.wallet import taking_out
from rapport.web.wallet.asking import CARDS, OVER, REWARDS, Asked, card_lines, running_at
from rapport.web.wallet.pages import rows_of

SHOWN = 50


@require_GET
def wallets(request: HttpRequest) -> HttpResponse:
    """Two lists; the same queries however many there are."""
    asked, page = Asked.of(request), page_of(request)
    of_cards = asked.view == CARDS
    found = asked.cards() if of_cards else asked.listed().prefetch_related("settlements__by")
    rows = list(found[page * SHOWN : (page + 1) * SHOWN + 1])
    running = running_at(asked.at)
    context = {
        "view": asked.view,
        "views": _views(asked),
        "branches": branch_tabs(asked.branches, asked.branch, lambda pk: asked.address(branch=pk), with_all=True),
        "rewards": [] if of_cards else rows_of(rows[:SHOWN], asked.user),
        "cards": card_lines(rows[:SHOWN], running) if of_cards else [],
        "next": asked.address(page=page + 1) if len(rows) > SHOWN else "",
        "export": asked.address(name="web:wallets_export")
        if rows and asked.user.may(Right.EXPORT_PATIENTS)
        else "",
        "running": running,
        "may_write_terms": asked.user.may(Right.MANAGE_CLINIC),
        "ways": RewardWay.choices,
        "tabs": campaign_tabs(asked.user, "web:wallets"),
    }
    return render(request, "wallet/list.html", context)


def _views(asked: Asked) -> list[Tab]:
    """What was given too much has its tab where there is any."""
    lists = (
        (REWARDS, _("Rewards to give"), asked.rewards().count()),
        (OVER, _("Given too much"), asked.over().count()),
        (CARDS, _("Cards"), asked.cards().count()),
    )
    return [
        Tab(asked.address(view=view), label, view == asked.view, count)
        for view, label, count in lists
        if count or view in (REWARDS, CARDS, asked.view)
    ]


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask what it is for, then give the list of the address as a file (REC-12)."""
    asked, form = Asked.of(request), ExportForm(request.POST or None)
    try:
        prepared = taking_out.cards(asked) if asked.view == CARDS else taking_out.rewards(asked)
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect(asked.address())
    if form.is_valid():
        return hand_out(prepared, by=asked.user, **form.cleaned_data)
    context = {
        "form": form,
        "export": prepared,
        "view": asked.view,
        "back": asked.address(),
        "tabs": campaign_tabs(asked.user, "web:wallets"),
    }
    return render(request, "wallet/export.html", context, status=422 if form.errors else 200)
