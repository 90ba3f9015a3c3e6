"""REF-1, BAS-2, BAS-4: points, fund, cards and rewards owed are words of the language."""

import pytest

from rapport.criteria.reading import read
from rapport.loyalty.giving import open_card, settle
from rapport.loyalty.models import Reward, RewardWay
from rapport.loyalty.tests.earned import comes, keep_wallets, pays, terms
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import drain_changed, refresh_facts
from rapport.segmentation.segments import people
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User
from tests.cast import register


@pytest.fixture
def rich(zhou: Patient, owner: User, desk: User) -> Patient:
    """500 points, 80 in the fund, a card whose gift is owed."""
    terms(zhou.branch, owner, gifts=0, card_gift="免费涂氟")
    pays(zhou, 5_000)
    comes(register(zhou.branch, "甲", referrer=zhou), paying=1_000)
    keep_wallets()
    settle(Reward.objects.get(), RewardWay.FUND, by=desk)
    open_card(zhou, by=desk)
    return zhou


def test_they_are_known_within_seconds_and_together(rich: Patient) -> None:
    """Each change marks whom it is about; everybody at once gives the same."""
    while drain_changed():
        pass
    alone = PatientFacts.objects.filter(patient=rich).values("points", "fund", "cards", "rewards_owed").get()
    assert alone == {"points": 500, "fund": 8_000, "cards": 1, "rewards_owed": 1}
    refresh_facts()
    together = PatientFacts.objects.filter(patient=rich).values("points", "fund", "cards", "rewards_owed").get()
    assert together == alone


@pytest.mark.parametrize("asked", ["points >= 500", "fund >= 80", "card", "rewards_owed > 0", "not card"])
def test_a_segment_asks_for_them(rich: Patient, marsh: Patient, owner: User, asked: str) -> None:
    refresh_facts()
    found = set(people(read(asked, vocabulary()), owner).values_list("pk", flat=True))
    assert (rich.pk in found) == (asked != "not card") and (marsh.pk in found) == (asked == "not card")
