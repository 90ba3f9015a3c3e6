"""Cards and wallets of the branches: rewards to give, and who has a card (BAS-2, REF-2)."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from rapport.loyalty.models import Card, Reward, RewardWay
from rapport.loyalty.rules import stands_at
from rapport.loyalty.terms import programmes
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import page_of, staff
from rapport.web.addresses import query_of
from rapport.web.campaigns.tabs import campaign_tabs
from rapport.web.ids import id_of
from rapport.web.tabs import Tab, branch_tabs
from rapport.web.wallet.pages import rows_of
from rapport.web.wallet.words import money

SHOWN = 50
REWARDS, CARDS = "rewards", "cards"


@require_GET
def wallets(request: HttpRequest) -> HttpResponse:
    """Two lists; the same queries however many there are."""
    user, page = staff(request), page_of(request)
    view = CARDS if request.GET.get("view") == CARDS else REWARDS
    branches = list(Branch.objects.visible_to(user, Right.SEE_MONEY))
    branch = next((one for one in branches if one.pk == id_of(request.GET.get("branch", ""))), None)
    at = [branch] if branch else branches
    running = {one.branch.pk: one for one in programmes(at)}
    lists: dict[str, Any] = {
        REWARDS: Reward.objects.visible_to(user, Right.SEE_MONEY).owed().filter(patient__branch__in=at),
        CARDS: Card.objects.visible_to(user, Right.SEE_MONEY).filter(patient__branch__in=at),
    }
    draw = _rewards if view == REWARDS else _cards
    rows = list(draw(lists[view])[page * SHOWN : (page + 1) * SHOWN + 1])
    context = {
        "view": view,
        "views": [
            Tab(_address(REWARDS, branch), _("Rewards to give"), view == REWARDS, lists[REWARDS].count()),
            Tab(_address(CARDS, branch), _("Cards"), view == CARDS, lists[CARDS].count()),
        ],
        "branches": branch_tabs(branches, branch, lambda pk: _address(view, pk), with_all=True),
        "rewards": rows_of(rows[:SHOWN], user) if view == REWARDS else [],
        "cards": [_card(one, running) for one in rows[:SHOWN]] if view == CARDS else [],
        "next": _address(view, branch, page + 1) if len(rows) > SHOWN else "",
        "running": running,
        "may_write_terms": user.may(Right.MANAGE_CLINIC),
        "ways": RewardWay.choices,
        "tabs": campaign_tabs(user, "web:wallets"),
    }
    return render(request, "wallet/list.html", context)


def _address(view: str, branch: object, page: int | None = None) -> str:
    at = branch.pk if isinstance(branch, Branch) else branch
    asked = query_of({"view": view if view != REWARDS else "", "branch": at, "page": page})
    return f"{reverse('web:wallets')}?{asked}" if asked else reverse("web:wallets")


def _rewards(found: Any) -> Any:
    """Those that wait longest first."""
    beside = found.select_related("patient__branch", "newcomer__branch", "handed_by")
    return beside.prefetch_related("settlements__by").order_by("day", "pk")


def _cards(found: Any) -> Any:
    """The newest first."""
    spent = found.select_related("patient__branch", "opened_by").annotate(spent=F("patient__facts__spend"))
    return spent.order_by("-pk")


def _card(card: Any, running: dict[int, Any]) -> dict[str, object]:
    programme, branch = running.get(card.patient.branch_id), card.patient.branch
    terms, spent = programme.now if programme else None, card.spent or 0
    stands = stands_at(spent, terms.tiers.all()) if terms else None
    return {
        "card": card,
        "spent": money(spent, branch),
        "tier": stands.now if stands else None,
        "following": stands.following if stands else None,
        "missing": money(stands.missing, branch) if stands else "",
    }
