"""What the tests of points and rewards begin with: terms, and money that comes in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Visit
from rapport.lib.refusal import Refused
from rapport.loyalty.models import CardTier, LedgerLine, LoyaltyTerms
from rapport.loyalty.tasks import keep_wallets
from rapport.loyalty.terms import write_terms
from rapport.people.models import Patient
from rapport.staff.models import Branch, User


def terms(branch: Branch, by: User, **said: object) -> LoyaltyTerms:
    """In force from today: 10 points for each 100 paid, gifts for two referrals, then 8 per cent for 90 days."""
    usual = {
        "holds_from": branch.today(),
        "points_per_100": 10,
        "point_worth": 5,
        "gift": "电动牙刷",
        "rebate_percent": 8,
    }
    tiers = [
        CardTier(name="银卡", from_spend=0, percent=3),
        CardTier(name="金卡", from_spend=1_000_000, percent=8),
    ]
    return write_terms(LoyaltyTerms(branch=branch, **{**usual, **said}), tiers, by=by)


def pays(patient: Patient, amount: int, *, days: int = 0, **more: object) -> Payment:
    """`amount` whole units, so many days from today; below zero for a refund."""
    day = patient.branch.today() + timedelta(days=days)
    [payment] = take_payments(
        [Payment(patient=patient, day=day, amount=amount * 100, **{"branch": patient.branch, **more})]
    )
    return payment


def comes(patient: Patient, *, paying: int, day: date | None = None) -> Payment:
    day = day or patient.branch.today()
    record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day))])
    return pays(patient, paying, days=(day - patient.branch.today()).days)


def lines(patient: Patient) -> list[tuple[str, int, int]]:
    """Why, asked, moved, in the order written."""
    return list(LedgerLine.objects.filter(patient=patient).order_by("pk").values_list("why", "asked", "amount"))


def refused(code: str, act: object, *args: object, **more: object) -> None:
    with pytest.raises(Refused) as caught:
        act(*args, **more)  # type: ignore[operator]
    assert caught.value.code == code


__all__ = ["comes", "keep_wallets", "lines", "pays", "refused", "terms"]
