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

# so long, at least, clients can use their points after the last day on which they earn any
NOTICE = timedelta(days=30)


@dataclass(frozen=True)
class Programme:
    """All terms of a branch, the last written first."""

    branch: Branch
    versions: Sequence[LoyaltyTerms]

    def on(self, day: date) -> LoyaltyTerms | None:
        """Those in force on `day`; None before the programme began, and once it has ended."""
        found = self._version(day)
        return None if found is None or found.ends else found

    def _version(self, day: date) -> LoyaltyTerms | None:
        return next((one for one in self.versions if one.holds_from <= day), None)

    @cached_property
    def now(self) -> LoyaltyTerms | None:
        return self.on(self.branch.today())

    @cached_property
    def ending(self) -> LoyaltyTerms | None:
        """The version that has ended the programme, or will on a day that is known."""
        today = self.branch.today()
        to_come = sorted(one.holds_from for one in self.versions if one.ends and one.holds_from > today)
        found = (self._version(day) for day in (today, *to_come))
        return next((one for one in found if one and one.ends), None)

    @property
    def closed_on(self) -> date | None:
        """Until when points could be used, where that is over."""
        over = self._version(self.branch.today())
        return over.use_until if over and over.use_until and over.use_until < self.branch.today() else None

    @property
    def worth(self) -> int:
        """What a point is worth, also while the last are used up."""
        found = self._version(self.branch.today())
        return found.point_worth if found else 0

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


def programme_of(branch: Branch) -> Programme | None:
    """None where no terms were ever written."""
    return next(iter(programmes([branch])), None)


def terms_of(branch: Branch) -> LoyaltyTerms | None:
    """Those in force at `branch` today; None while the programme is off."""
    found = programme_of(branch)
    return found.now if found else None


def first_day_for(branch: Branch) -> date:
    """From when new terms may hold: the first from today, later ones from tomorrow, so that no day that has begun
    is counted anew."""
    today = branch.today()
    begun = LoyaltyTerms.objects.filter(branch=branch, holds_from__lte=today).exists()
    return today + timedelta(days=1) if begun else today


@transaction.atomic
def write_terms(terms: LoyaltyTerms, tiers: Sequence[CardTier], *, by: User) -> LoyaltyTerms:
    """Write down a new version of the terms of a branch, with its steps of the card.

    Refused: rebate, past, gift, tiers, ending.
    """
    _hold(terms.branch)
    _check(terms, tiers)
    terms.pk, terms.written_by = None, by
    terms.save(force_insert=True)
    for tier in tiers:
        tier.terms = terms
        tier.save(force_insert=True)
    return terms


def _hold(branch: Branch) -> None:
    list(Branch.objects.select_for_update(of=("self",), no_key=True).filter(pk=branch.pk).values_list("pk"))


@transaction.atomic
def end_programme(branch: Branch, last_day: date, use_until: date, *, by: User) -> LoyaltyTerms:
    """From the day after `last_day` on nothing is earned and nobody is thanked for whom they bring then. Points
    can be used until `use_until`; the dental fund, and rewards that are owed by then, stay for good.

    Refused: not_running, ending, past, too_soon.
    """
    _hold(branch)
    programme = programme_of(branch)
    if programme is None or programme.now is None:
        raise Refused("not_running", _("The programme is off: there is nothing to end."))
    _refuse_ending(programme)
    if last_day < branch.today():
        raise Refused("past", _("What is over is not counted anew. Choose today or a later day."))
    first = last_day + NOTICE
    if use_until < first:
        raise Refused(
            "too_soon",
            _("Clients need time to use their points: until %(day)s at least."),
            {"day": date_format(first, "SHORT_DATE_FORMAT")},
        )
    return LoyaltyTerms.objects.create(
        branch=branch,
        holds_from=last_day + timedelta(days=1),
        use_until=use_until,
        point_worth=programme.worth,
        points_per_100=0,
        gifts=0,
        written_by=by,
    )


def _refuse_ending(programme: Programme) -> None:
    if programme.ending and programme.now:
        raise Refused(
            "ending",
            _("The programme ends on %(day)s. Take that back first."),
            {"day": date_format(programme.ending.holds_from - timedelta(days=1), "SHORT_DATE_FORMAT")},
        )


@transaction.atomic
def take_back_end(branch: Branch, *, by: User) -> None:
    """The programme goes on after all, as it was. Refused: no_end (also where the day has come: then new terms are
    written)."""
    _hold(branch)
    programme = programme_of(branch)
    if programme is None or programme.now is None or programme.ending is None:
        raise Refused("no_end", _("No end is planned. Where the programme has ended, new terms begin it again."))
    programme.ending.delete()


def _check(terms: LoyaltyTerms, tiers: Sequence[CardTier]) -> None:
    if not LEAST_REBATE <= terms.rebate_percent <= MOST_REBATE:
        raise Refused(
            "rebate",
            _("A rebate is %(least)s to %(most)s per cent. Choose a number in between."),
            {"least": LEAST_REBATE, "most": MOST_REBATE},
        )
    if found := programme_of(terms.branch):
        _refuse_ending(found)
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
