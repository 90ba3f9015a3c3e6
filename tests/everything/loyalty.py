from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Visit
from rapport.loyalty.giving import open_card, settle
from rapport.loyalty.models import Account, Card, CardTier, LedgerLine, LoyaltyTerms, Reward, RewardWay, Settlement
from rapport.loyalty.tasks import keep_wallets
from rapport.loyalty.terms import write_terms
from rapport.loyalty.wallet import use
from rapport.people.models import Patient
from tests.cast import register
from tests.everything.of import Of


@dataclass(frozen=True)
class OfLoyalty(Of):
    """A card, points that were used, and the thanks for two whom they brought: a gift and a rebate."""

    @cached_property
    def loyalty_terms(self) -> LoyaltyTerms:
        branch = self.patient.branch
        said = LoyaltyTerms(
            branch=branch, holds_from=branch.today(), gifts=1, gift="牙刷", rebate_percent=8,
            point_worth=5, expire_months=12,
        )  # fmt: skip
        return write_terms(said, [CardTier(name="银卡", from_spend=0, percent=3)], by=self.by)

    @cached_property
    def card(self) -> Card:
        assert self.loyalty_terms
        return open_card(self.patient, by=self.by)

    @cached_property
    def brought(self) -> list[Reward]:
        assert self.card
        self._pays(self.patient)
        for name in ("甲", "乙"):
            newcomer = register(self.patient.branch, f"{name}{self.patient.pk}", referrer=self.patient)
            record_visits([NewVisit(Visit(patient=newcomer, branch=newcomer.branch, day=newcomer.branch.today()))])
            self._pays(newcomer)
        keep_wallets()
        return list(Reward.objects.of_referrals().filter(patient=self.patient))

    def _pays(self, patient: Patient) -> None:
        today, amount = patient.branch.today(), max(self.amount, 100_000)
        take_payments([Payment(patient=patient, branch=patient.branch, day=today, amount=amount)])

    @property
    def gift(self) -> Reward:
        return self.brought[0]

    @property
    def rebate(self) -> Reward:
        return self.brought[1]

    @cached_property
    def settled(self) -> Settlement:
        return settle(self.rebate, RewardWay.FUND, by=self.by)

    @cached_property
    def used_points(self) -> LedgerLine:
        assert self.brought
        used = use(
            self.patient, Account.POINTS, 10, words=self.words or "洁牙", by=self.by, key=f"of {self.patient.pk}"
        )
        assert used is not None
        return used
