"""The terms of a branch: written by the owner as a new version, read by the day they hold (BAS-2, REF-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.loyalty.models import CardTier, LoyaltyTerms
from rapport.loyalty.models.terms import LEAST_REBATE, MOST_REBATE
from rapport.staff.models import Branch, User


@dataclass(frozen=True)
class Programme:
    """All terms of a branch, the last written first."""

    branch: Branch
    versions: Sequence[LoyaltyTerms]

    def on(self, day: date) -> LoyaltyTerms | None:
        """Those in force on `day`; None before the programme began."""
        return next((one for one in self.versions if one.holds_from <= day), None)

    @cached_property
    def now(self) -> LoyaltyTerms | None:
        return self.on(self.branch.today())

    @property
    def began(self) -> date:
        return min(one.holds_from for one in self.versions)


def programmes(branches: Iterable[Branch] | None = None) -> list[Programme]:
    """Of every branch (or these) that has written terms."""
    versions = LoyaltyTerms.objects.select_related("branch").prefetch_related("tiers").order_by("-pk")
    if branches is not None:
        versions = versions.filter(branch__in=list(branches))
    found: dict[int, list[LoyaltyTerms]] = {}
    for one in versions:
        found.setdefault(one.branch_id, []).append(one)
    return [Programme(own[0].branch, own) for own in found.values()]


def terms_of(branch: Branch) -> LoyaltyTerms | None:
    """Those in force at `branch` today; None while the programme is off."""
    found = programmes([branch])
    return found[0].now if found else None


def first_day_for(branch: Branch) -> date:
    """From when new terms may hold: the first from today, later ones from tomorrow, so that no day that has begun
    is counted anew."""
    today = branch.today()
    begun = LoyaltyTerms.objects.filter(branch=branch, holds_from__lte=today).exists()
    return today + timedelta(days=1) if begun else today


@transaction.atomic
def write_terms(terms: LoyaltyTerms, tiers: Sequence[CardTier], *, by: User) -> LoyaltyTerms:
    """Write down a new version of the terms of a branch, with its steps of the card.

    Refused: rebate, past, gift, tiers.
    """
    list(Branch.objects.select_for_update(of=("self",), no_key=True).filter(pk=terms.branch_id).values_list("pk"))
    _check(terms, tiers)
    terms.pk, terms.written_by = None, by
    terms.save(force_insert=True)
    for tier in tiers:
        tier.terms = terms
        tier.save(force_insert=True)
    return terms


def _check(terms: LoyaltyTerms, tiers: Sequence[CardTier]) -> None:
    if not LEAST_REBATE <= terms.rebate_percent <= MOST_REBATE:
        raise Refused(
            "rebate",
            _("A rebate is %(least)s to %(most)s per cent. Choose a number in between."),
            {"least": LEAST_REBATE, "most": MOST_REBATE},
        )
    first = first_day_for(terms.branch)
    if terms.holds_from < first:
        raise Refused(
            "past",
            _("What is over is not counted anew. Choose %(day)s or a later day."),
            {"day": date_format(first, "SHORT_DATE_FORMAT")},
        )
    if terms.gifts and not terms.gift.strip():
        raise Refused("gift", _("Write what the gift for the first referrals is, or thank none with a gift."))
    order = sorted(tiers, key=lambda one: one.from_spend)
    if any(after.from_spend == one.from_spend for one, after in pairwise(order)):
        raise Refused("tiers", _("Two steps of the card begin at the same amount. Give each one of its own."))
    if any(after.percent < one.percent for one, after in pairwise(order)):
        raise Refused("tiers_fall", _("Who has spent more gets no smaller discount. Put the steps in order."))
