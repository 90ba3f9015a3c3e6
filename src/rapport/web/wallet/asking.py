"""Which of the lists is asked for, and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from rapport.loyalty.models import Card, Reward
from rapport.loyalty.rules import Standing, stands_at
from rapport.loyalty.terms import Programme, programmes
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.addresses import query_of
from rapport.web.ids import id_of
from rapport.web.wallet.words import money

REWARDS, OVER, CARDS = "rewards", "over", "cards"


@dataclass(frozen=True)
class Asked:
    """Which list, of which branch (None: of all that the reader may see)."""

    user: User
    view: str
    branch: Branch | None
    branches: Sequence[Branch]

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        user = staff(request)
        branches = list(Branch.objects.visible_to(user, Right.SEE_MONEY))
        view = request.GET.get("view", "")
        branch = next((one for one in branches if one.pk == id_of(request.GET.get("branch", ""))), None)
        return cls(user, view if view in (OVER, CARDS) else REWARDS, branch, branches)

    @property
    def at(self) -> list[Branch]:
        return [self.branch] if self.branch else list(self.branches)

    def address(self, *, name: str = "web:wallets", **other: object) -> str:
        asked: dict[str, object] = {"view": self.view, "branch": self.branch.pk if self.branch else None, **other}
        query = query_of({key: said for key, said in asked.items() if said != REWARDS})
        return f"{reverse(name)}?{query}" if query else reverse(name)

    def rewards(self) -> QuerySet[Reward]:
        """Those that wait longest first."""
        return self._in_order(Reward.objects.owed())

    def over(self) -> QuerySet[Reward]:
        """Rebates of which more was given than is due by now."""
        return self._in_order(Reward.objects.given_too_much())

    def listed(self) -> QuerySet[Reward]:
        return self.over() if self.view == OVER else self.rewards()

    def _in_order(self, rewards: QuerySet[Reward]) -> QuerySet[Reward]:
        found = rewards.filter(patient__branch__in=self.at).order_by("day", "pk")
        return found.select_related("patient__branch", "newcomer__branch", "handed_by")

    def cards(self) -> QuerySet[Any]:
        """The newest first, with what is known of their owners."""
        known = {name: F(f"patient__facts__{name}") for name in ("spend", "points", "fund")}
        found = Card.objects.filter(patient__branch__in=self.at).select_related("patient__branch", "opened_by")
        return found.annotate(**known).order_by("-pk")


@dataclass(frozen=True)
class CardLine:
    card: Any
    stands: Standing[Any] | None
    spent: str
    missing: str
    fund: str


def card_lines(cards: Sequence[Any], running: Mapping[int, Programme]) -> list[CardLine]:
    """Cards with where they stand by the terms of their branch, `running` by its id."""
    return [_card(one, running) for one in cards]


def _card(card: Any, running: Mapping[int, Programme]) -> CardLine:
    programme, branch = running.get(card.patient.branch_id), card.patient.branch
    terms = programme.now if programme else None
    steps: Any = terms.tiers.all() if terms else ()
    stands = stands_at(card.spend or 0, steps) if terms else None
    missing = money(stands.missing, branch) if stands else ""
    return CardLine(
        card, stands, money(card.spend or 0, branch), missing, money(card.fund, branch) if card.fund else ""
    )


def running_at(branches: Sequence[Branch]) -> dict[int, Programme]:
    return {one.branch.pk: one for one in programmes(branches)}
