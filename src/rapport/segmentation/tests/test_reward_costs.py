"""What a referral costs in rewards, and who is not thanked yet (REF-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.loyalty.giving import hand_over, settle
from rapport.loyalty.models import Reward, RewardKind, RewardWay
from rapport.loyalty.tasks import keep_wallets
from rapport.loyalty.tests.earned import comes, pays, terms
from rapport.people.models import Patient
from rapport.segmentation.rewards import RewardCost, not_thanked, reward_costs
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.each_database


def test_a_referral_costs_rebates_and_points_and_gifts_besides(
    riverside: Branch,
    almaty: Branch,
    zhou: Patient,
    owner: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """REF-5: given or still owed alike, of those who paid first since the day; a branch without a programme is not
    told of."""
    terms(riverside, owner, gifts=1, gift_cost=60_00, referrer_points=300, newcomer_points=100, point_worth=5)
    for number, paying in enumerate((100, 1_000, 2_000)):
        comes(register(riverside, f"友{number}", referrer=zhou), paying=paying)
    keep_wallets()
    today = riverside.today()
    with django_assert_num_queries(4):
        found = reward_costs([riverside, almaty], today)
    # 8 per cent of 3,000 beside a gift for the first; 400 points of 0.05 each time
    assert found == {riverside: RewardCost(referrals=3, unpriced=0, gifts=60_00, rebates=240_00, points=60_00)}
    assert found[riverside].each == 120_00
    assert not_thanked([riverside]) == 1 and not_thanked([almaty]) == 0
    for reward in Reward.objects.all():
        if reward.kind == RewardKind.GIFT:
            hand_over(reward, by=owner)
        else:
            settle(reward, RewardWay.CASH, by=owner)
    assert not_thanked([riverside]) == 0 and reward_costs([riverside], today) == found
    last = Reward.objects.get(number=3)
    assert last.newcomer
    pays(last.newcomer, -1_000)
    keep_wallets()
    assert reward_costs([riverside], today) == found, "what was given is given, though less is due by now"
    later = reward_costs([riverside], today + timedelta(days=1))
    assert later[riverside].referrals == 0 and later[riverside].each is None


def test_gifts_without_a_price_are_left_out_and_told_of(riverside: Branch, zhou: Patient, owner: User) -> None:
    """REF-5."""
    terms(riverside, owner)
    comes(register(riverside, "友", referrer=zhou), paying=100)
    keep_wallets()
    found = reward_costs([riverside], riverside.today())[riverside]
    assert (found.referrals, found.unpriced, found.each) == (1, 1, 0)
